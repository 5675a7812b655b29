"""`steelyard simulate`: a draft of rules tried on past decisions, on the terminal or as JSON."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from uuid import UUID

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
def simulate(
    target: Annotated[
        str, typer.Argument(metavar="DRAFT", help="A draft's id (rules_…), or a rulebook whose open draft is meant.")
    ],
    *,
    since: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day whose decisions count.")
    ],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day that no longer counts.")],
    region: Annotated[str, typer.Option(help="The region whose draft of the rulebook is meant.")] = "",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Change the draft first; the value is JSON, else a word."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Simulate a draft of rules on the decisions of a past time. It is kept with the draft; nothing else changes."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.program.commands.simulations import request_simulation, run_simulation
    from steelyard.program.queries.simulations import get_simulation
    from steelyard.program.schemas.simulations import SimulationResultOut

    with as_system():
        draft = _draft(target, region or None, settings or [])
        simulation = request_simulation(
            actor=SYSTEM,
            draft_id=draft,
            since=since.replace(tzinfo=UTC),
            until=until.replace(tzinfo=UTC),
            now=utc_now(),
            in_background=False,
        )
        total = get_simulation(SYSTEM, simulation).total
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bar, disable=as_json, transient=True, console=Console(stderr=True)) as progress:
        task = progress.add_task("Deciding again", total=total)
        run_simulation(
            simulation_id=simulation,
            clock=utc_now,
            advance=lambda done: progress.update(task, completed=done),
        )
    with as_system():
        told = SimulationResultOut.of(SYSTEM, simulation).model_dump(mode="json")
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False) if as_json else "\n".join(_lines(told)))
    raise typer.Exit(0 if told["state"] == "done" else 1)


def _draft(target: str, region: str | None, settings: list[str]) -> "UUID":
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.program.commands.rules import draft_rules, revise_draft
    from steelyard.program.models import RuleVersion
    from steelyard.program.queries.rules import find_row

    now = utc_now()
    if target.startswith(f"{RuleVersion.PREFIX}_"):
        draft = RuleVersion.parse_id(target)
    else:
        draft = draft_rules(actor=SYSTEM, key=target, region=region, now=now)
    row = find_row(SYSTEM, draft)
    if settings:
        changed = dict(_setting(text) for text in settings)
        revise_draft(actor=SYSTEM, draft_id=draft, rules={**row.rules, **changed}, note=row.note, now=now)
    return draft


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"write NAME=VALUE, not {text}")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [f"{told['id']}  {told['version_label']}: {told['state']}", f"digest {told['digest'][:16]}"]
    if told["problem"]:
        return [*lines, told["problem"]]
    figures = told["figures"] or {}
    lines += ["", f"{figures.get('decisions', 0):>10,}  decisions made again"]
    lines += [f"{sum(figures.get('departures', {}).values()):>10,}  of them not as recorded under their own rules"]
    lines += [f"{number:>10,}    {cause}" for cause, number in figures.get("departures", {}).items()]
    lines += [f"{figures.get('changed', 0):>10,}  would change"]
    lines += [f"{figures.get('knock_on', 0):>10,}  of them by knock-on only"]
    if figures.get("days_before") or figures.get("days_after"):
        lines += [f"{'':10}  days granted at once: {figures['days_before']:,} → {figures['days_after']:,}"]
    lines += [
        f"{one['cost_before']:>18} → {one['cost_after']} {one['currency']}  {one['name']},"
        f" {one['lasting_before']:,} → {one['lasting_after']:,} at the end"
        for one in figures.get("grants", ())
    ]
    lines += [
        f"{one['count']:>10,}  {one['before']} → {one['after']} ({one['direction']})" for one in told["transitions"]
    ]
    lines += [
        f"{one['total']:>10,}  {one['better']} better, {one['worse']} worse by {one['key']}" for one in told["by_rule"]
    ]
    lines += [f"{one['amount']:>18}  {one['currency']} at stake" for one in told["values"]]
    return lines
