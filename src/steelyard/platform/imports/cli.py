"""`steelyard import`: load a CSV file through the importer of a context."""

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)

SHOWN_ERRORS = 10


@app.command(name="import")
def import_(
    kind: Annotated[
        str, typer.Argument(help="What the rows are: companies, partners, people, opportunities, registrations.")
    ],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file of any encoding and delimiter.")
    ],
    *,
    mapping: Annotated[
        Path | None,
        typer.Option(exists=True, help="A TOML file with [columns] field = column, [constants], [options]."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do it all, then take it back.")] = False,
    errors: Annotated[
        Path | None, typer.Option(help="Write the rows that were refused, with the reason, to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Load a CSV file. Exit code 1 if rows were refused; the others are in."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.imports.mapping import read_mapping
    from steelyard.platform.imports.reading import open_table
    from steelyard.platform.imports.running import Report, import_file, importers

    importer = importers().get(kind)
    if importer is None:
        raise typer.BadParameter(f"{kind} cannot be imported; these can: {', '.join(sorted(importers()))}")
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bar, disable=as_json, transient=True) as progress:
        task = progress.add_task(f"Importing {kind}", total=open_table(file).count())
        report: Report = import_file(
            file,
            importer,
            actor=SYSTEM,
            now=utc_now(),
            mapping=read_mapping(mapping) if mapping else None,
            is_dry_run=dry_run,
            on_progress=lambda done: progress.advance(task, done),
        )
    if errors:
        with errors.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["line", "field", "message", "value"])
            writer.writerows([e.number, e.field, e.message, _inert(e.value)] for e in report.errors)
    if as_json:
        typer.echo(json.dumps(asdict(report)))
    else:
        typer.echo(f"{report.rows:,} rows{' (dry run: nothing was kept)' if dry_run else ''}")
        for word, number in sorted(report.counts.items()):
            typer.echo(f"{number:>10,}  {word}")
        for error in report.errors[:SHOWN_ERRORS]:
            typer.echo(f"line {error.number}: {error.field or 'row'}: {error.message} {error.value!r}", err=True)
        if len(report.errors) > SHOWN_ERRORS:
            typer.echo(f"… and {len(report.errors) - SHOWN_ERRORS:,} more; --errors FILE keeps them all", err=True)
    raise typer.Exit(1 if report.errors else 0)


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
