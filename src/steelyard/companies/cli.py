"""The commands `steelyard companies …`."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from steelyard.companies.policies.comparing import (
    REQUIRED_COLUMNS,
    RESULT_COLUMNS,
    compare_rows_in_parallel,
)

app = typer.Typer(help="Find, match and judge company records.", no_args_is_help=True)


@app.callback()
def companies() -> None:
    """Find, match and judge company records."""


@app.command()
def compare(
    pairs: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with the columns name_a and name_b.")],
    out: Annotated[Path | None, typer.Option(help="Where to write; standard output if left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object a line instead of CSV.")] = False,  # noqa: FBT002
    processes: Annotated[int, typer.Option(min=1, help="How many processes share the work.")] = os.cpu_count() or 1,
) -> None:
    """Say for each pair of companies whether they are the same, related, perhaps, or not, and why.

    Reads name_a, name_b and, where present, domain_a, domain_b, country_a, country_b; writes the same rows with verdict,
    probability (of being the same) and evidence.
    """
    with ExitStack() as opened:
        # A byte that is not UTF-8 becomes a visible replacement character: one bad row must not end a run of a million.
        source = opened.enter_context(pairs.open(encoding="utf-8-sig", errors="replace", newline=""))
        reader = csv.DictReader(source, restkey="", restval="")
        columns = list(reader.fieldnames or ())
        missing = [column for column in REQUIRED_COLUMNS if column not in columns]
        if missing:
            raise typer.BadParameter(f"{pairs.name} has no column {', '.join(missing)}; it has: {', '.join(columns)}.")
        target = opened.enter_context(out.open("w", encoding="utf-8", newline="")) if out else sys.stdout
        progress = opened.enter_context(_progress())
        task = progress.add_task("Comparing", total=_count_lines(pairs))
        rows = ({column: row[column] for column in columns} for row in reader)
        results = _advancing(compare_rows_in_parallel(rows, processes), progress, task)
        if as_json:
            _write_json(target, results)
        else:
            _write_csv(target, list(dict.fromkeys((*columns, *RESULT_COLUMNS))), results)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _count_lines(path: Path) -> int:
    """Return the number of data lines, near enough for a progress bar (a quoted field may hold line breaks)."""
    with path.open("rb") as file:
        return max(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1, 0)


def _advancing(results: Iterable[dict[str, str]], progress: Progress, task: TaskID) -> Iterator[dict[str, str]]:
    pending = 0
    for result in results:
        yield result
        pending += 1
        if pending == 500:
            progress.advance(task, pending)
            pending = 0
    progress.advance(task, pending)


def _write_csv(target: TextIO, columns: list[str], results: Iterable[dict[str, str]]) -> None:
    writer = csv.DictWriter(target, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(results)


def _write_json(target: TextIO, results: Iterable[dict[str, str]]) -> None:
    for result in results:
        target.write(json.dumps({**result, "probability": float(result["probability"])}, ensure_ascii=False) + "\n")
