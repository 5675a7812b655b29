"""`steelyard import`: load a file through the importer of a context."""

import csv
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from steelyard.platform.imports.running import Report, RowError

app = typer.Typer(no_args_is_help=True)

SHOWN_ERRORS = 10


@app.command(name="import")
def import_(
    kind: Annotated[
        str, typer.Argument(help="What the rows are: companies, partners, people, opportunities, registrations.")
    ],
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="A CSV file of any encoding and delimiter, or an Excel workbook."
        ),
    ],
    *,
    mapping: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A TOML file with [columns] field = column, [constants], [values], [options].",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do it all, then take it back.")] = False,
    errors: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write the rows that were refused, with the reason, to this file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Load a CSV file or a workbook. Exit code 1 if rows were refused; the others are in."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.imports.mapping import read_mapping
    from steelyard.platform.imports.reading import open_table
    from steelyard.platform.imports.running import import_file, importers

    possible = {key: one for key, one in importers().items() if one.allows(SYSTEM)}
    importer = possible.get(kind)
    if importer is None:
        raise typer.BadParameter(f"{kind} cannot be imported; these can: {', '.join(sorted(possible))}")
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    began = time.perf_counter()
    with (
        _error_file(errors) as write_error,
        Progress(*bar, disable=as_json, transient=True, console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task(f"Importing {kind}", total=open_table(file).count())
        report = import_file(
            file,
            importer,
            actor=SYSTEM,
            now=utc_now(),
            mapping=read_mapping(mapping) if mapping else None,
            is_dry_run=dry_run,
            on_progress=lambda done: progress.advance(task, done),
            on_error=write_error,
        )
    seconds = time.perf_counter() - began
    if as_json:
        typer.echo(json.dumps(_told(report, seconds), indent=2, ensure_ascii=False))
    else:
        _say(report, seconds)
    raise typer.Exit(1 if report.refused else 0)


def _told(report: "Report", seconds: float) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "refused": report.refused,
        "is_dry_run": report.is_dry_run,
        "counts": report.counts,
        "amounts": {word: str(amount) for word, amount in report.amounts.items()},
        "errors": [asdict(error) for error in report.errors],
        "seconds": round(seconds, 2),
        "rows_per_second": round(report.rows / seconds),
    }


def _say(report: "Report", seconds: float) -> None:
    width = max([10, *(len(f"{amount:,}") for amount in report.amounts.values())])
    typer.echo(f"{report.rows:>{width},}  rows{' (dry run: nothing was kept)' if report.is_dry_run else ''}")
    typer.echo(f"{report.refused:>{width},}  of them refused")
    for word, number in report.counts.items():
        typer.echo(f"{number:>{width},}  {word}")
    for word, amount in report.amounts.items():
        typer.echo(f"{amount:>{width},}  {word}")
    typer.echo(f"{seconds:>{width},.1f}  seconds, {report.rows / seconds:,.0f} rows a second")
    for error in report.errors[:SHOWN_ERRORS]:
        typer.echo(f"line {error.number}: {error.field or 'row'}: {error.message} {error.value!r}", err=True)
    if len(report.errors) > SHOWN_ERRORS:
        typer.echo("… and more; --errors FILE keeps them all", err=True)


@contextmanager
def _error_file(path: Path | None) -> "Iterator[Callable[[RowError], None]]":
    """Give a function that writes an error down, as a table that a spreadsheet opens without running anything."""
    from steelyard.platform.exports.cells import safe_cell

    if path is None:
        yield lambda _: None
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "field", "message", "value"])
        yield lambda e: writer.writerow([e.number, *map(safe_cell, (e.field, e.message, e.value))]) and None
