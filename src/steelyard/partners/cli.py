"""The commands `steelyard partners …`."""

import json
from typing import Annotated

import typer

app = typer.Typer(help="Assess the data of partners, and try automations on the past.", no_args_is_help=True)


@app.callback()
def partners() -> None:
    """Assess the data of partners, and try automations on the past."""


@app.command()
def assess(
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Compute the score of every partner's data anew from what is known, and open or close the tasks that follow from it."""
    from steelyard.partners.quality.jobs import assess_everyone
    from steelyard.platform.clock import utc_now

    count = assess_everyone(utc_now())
    typer.echo(json.dumps({"partners": count}) if as_json else f"{count} partners assessed.")


@app.command("try-automations")
def try_on_past(
    *,
    version: Annotated[str, typer.Option(help="A version of the rules (rules_…), such as a draft.")] = "",
    automation: Annotated[str, typer.Option(help="The key of one automation; without, all.")] = "",
    days: Annotated[int, typer.Option(min=1, max=730, help="How many days back.")] = 90,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,
) -> None:
    """Say which partners automations would have touched in the last days, and why. Nothing is done."""
    from steelyard.kernel.actors import SYSTEM
    from steelyard.kernel.ids import parse_public_id
    from steelyard.partners.automation.schemas import TouchedOut
    from steelyard.partners.automation.trial import try_automations
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    version_id = parse_public_id("rules", version) if version else None
    with as_system():
        trial = try_automations(SYSTEM, version_id=version_id, automation=automation, days=days, now=utc_now())
        told = [TouchedOut.of(one).model_dump(mode="json") for one in trial.touched]
    if as_json:
        typer.echo(json.dumps({"rules": trial.rules, "events": trial.events, "partners": told}, ensure_ascii=False))
        return
    typer.echo(f"{trial.rules}: {len(told)} partners touched by {trial.events} events.")
    for one in told:
        typer.echo(one["partner"])
        for touch in one["touches"]:
            typer.echo(f"  {touch['happened_at']} {touch['automation']}: {touch['event']}")
