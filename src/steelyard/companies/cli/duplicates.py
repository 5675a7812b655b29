"""`steelyard companies duplicates` and `deduplicate`: companies that are there twice, asked about or merged."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steelyard.companies.cli.progress import progress_bar

if TYPE_CHECKING:
    from steelyard.companies.agreement import Labelled
    from steelyard.companies.cleanup import Cleanup


def duplicates(
    least: Annotated[float, typer.Option(min=0.01, max=1, help="The least probability of a pair to ask about.")] = 0.5,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Compare all companies with each other, and ask the host's people about those that may be one.

    What is found waits under Companies, Duplicates; a pair that somebody has ruled out is never asked about again.
    """
    from steelyard.companies.commands import suggest_duplicates
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        found = suggest_duplicates(actor=SYSTEM, now=utc_now(), least=least)
    if as_json:
        typer.echo(json.dumps({"companies": found.companies, "pairs": found.pairs, "new": found.new}))
    else:
        typer.echo(f"{found.companies} companies, {found.pairs} pairs that may be one, {found.new} of them new.")


def deduplicate(
    merge_above: Annotated[float, typer.Option(min=0.5, max=1, help="The least probability of a pair to merge.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing, and say what would be merged.")] = False,  # noqa: FBT002
    labelled: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV that was imported; judges the result by its label."),
    ] = None,
    label: Annotated[str, typer.Option(help="The column of that file that says which rows are one company.")] = "label",
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Compare all companies with each other, and merge those that surely are one.

    The older record survives and takes over what it lacks. What would collide is left to a person and listed; what somebody has
    ruled out stays apart. Each merge can be undone for 30 days.
    """
    from steelyard.companies.agreement import find_labelled
    from steelyard.companies.cleanup import merge_sure_duplicates
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    rows: list[Labelled] = []
    if labelled:
        told = _read(labelled, label)
        with as_system():
            rows = find_labelled(SYSTEM, told, label)
    with progress_bar() as progress:
        task = progress.add_task("Merging", total=None)
        cleanup = merge_sure_duplicates(
            above=merge_above,
            actor=SYSTEM,
            now=utc_now(),
            is_rehearsal=dry_run,
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    report = _describe(cleanup, rows, is_dry_run=dry_run)
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else _say(report))


def _read(path: Path, label: str) -> list[dict[str, str]]:
    from steelyard.companies.agreement import REQUIRED_COLUMNS

    with path.open(encoding="utf-8-sig", errors="replace", newline="") as source:
        rows = list(csv.DictReader(source, restkey="", restval=""))
    columns = list(rows[0]) if rows else []
    if missing := [column for column in (*REQUIRED_COLUMNS, label) if column not in columns]:
        raise typer.BadParameter(f"{path.name} has no column {', '.join(missing)}; it has: {', '.join(columns)}.")
    return rows


def _describe(cleanup: "Cleanup", rows: "list[Labelled]", *, is_dry_run: bool) -> dict[str, Any]:
    from steelyard.companies.agreement import compute_agreement
    from steelyard.companies.models import Company
    from steelyard.kernel.ids import public_id

    said: dict[str, Any] = {
        "dry_run": is_dry_run,
        "companies": cleanup.companies,
        "pairs": cleanup.pairs,
        "merged": cleanup.merged,
        "joined": cleanup.joined,
        "ruled_out": cleanup.ruled_out,
        "left": cleanup.companies - cleanup.merged,
        "refused": [
            {
                "survivor": public_id(Company.PREFIX, one.survivor),
                "merged": public_id(Company.PREFIX, one.merged),
                "reason": one.reason,
            }
            for one in cleanup.refused
        ],
    }
    if rows:
        agreement = compute_agreement(rows, cleanup.survivor_of)
        said["agreement"] = {
            "rows": agreement.rows,
            "true_pairs": agreement.true_pairs,
            "found_pairs": agreement.found_pairs,
            "right_pairs": agreement.right_pairs,
            "precision": round(agreement.precision, 4),
            "recall": round(agreement.recall, 4),
        }
    return said


def _say(report: dict[str, Any]) -> str:
    would = "would be merged" if report["dry_run"] else "merged"
    became = (
        f"{report['merged']} {would}, {report['joined']} one already by other pairs,"
        f" {report['ruled_out']} ruled out by a person, {len(report['refused'])} left to a person"
    )
    lines = [
        f"{report['companies']} companies, {report['pairs']} pairs that are surely one: {became}.",
        f"{report['left']} companies are left.",
        *(f"  {one['survivor']} and {one['merged']}: {one['reason']}" for one in report["refused"]),
    ]
    if agreed := report.get("agreement"):
        lines.append(
            f"Of {agreed['rows']} labelled rows, {agreed['true_pairs']} pairs are one by label,"
            f" {agreed['found_pairs']} by record, {agreed['right_pairs']} by both:"
            f" precision {agreed['precision']:.4f}, recall {agreed['recall']:.4f}."
        )
    return "\n".join(lines)
