"""`steelyard companies compare` and `match`: what is known about the rows of a file, row by row."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.progress import Progress, TaskID

from steelyard.companies.cli.progress import progress_bar
from steelyard.companies.policies.comparing import (
    REQUIRED_COLUMNS,
    RESULT_COLUMNS,
    compare_rows_in_parallel,
)


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
    _translate(
        pairs,
        out,
        REQUIRED_COLUMNS,
        RESULT_COLUMNS,
        "Comparing",
        lambda rows: ([row] for row in compare_rows_in_parallel(rows, processes)),
        as_json=as_json,
    )


def match(
    names: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with the column name.")],
    out: Annotated[Path | None, typer.Option(help="Where to write; standard output if left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object a line instead of CSV.")] = False,  # noqa: FBT002
    most: Annotated[int, typer.Option(min=1, max=12, help="Candidates for each name, at most.")] = 3,
    processes: Annotated[int, typer.Option(min=1, help="How many processes share the work.")] = os.cpu_count() or 1,
) -> None:
    """Find for each name the known companies that it may mean.

    Reads name and, where present, domain and country; writes each row once for every candidate, best first, with rank,
    company_id, company_name, verdict, probability (of being the same) and evidence. A row without a candidate says no.
    """
    from steelyard.companies import matching_rows

    _translate(
        names,
        out,
        matching_rows.REQUIRED_COLUMNS,
        matching_rows.RESULT_COLUMNS,
        "Matching",
        lambda rows: matching_rows.match_rows_in_parallel(rows, most, processes),
        as_json=as_json,
    )


def _translate(
    path: Path,
    out: Path | None,
    required: Sequence[str],
    added: Sequence[str],
    label: str,
    work: Callable[[Iterator[dict[str, str]]], Iterable[list[dict[str, str]]]],
    *,
    as_json: bool,
) -> None:
    """Write what `work` makes of each row of a CSV file, one or several rows, while showing how far it is."""
    with ExitStack() as opened:
        # A byte that is not UTF-8 becomes a visible replacement character: one bad row must not end a run of a million.
        source = opened.enter_context(path.open(encoding="utf-8-sig", errors="replace", newline=""))
        reader = csv.DictReader(source, restkey="", restval="")
        columns = list(reader.fieldnames or ())
        missing = [column for column in required if column not in columns]
        if missing:
            raise typer.BadParameter(f"{path.name} has no column {', '.join(missing)}; it has: {', '.join(columns)}.")
        target = opened.enter_context(out.open("w", encoding="utf-8", newline="")) if out else sys.stdout
        progress = opened.enter_context(progress_bar())
        task = progress.add_task(label, total=_count_lines(path))
        results = _advancing(work({column: row[column] for column in columns} for row in reader), progress, task)
        if as_json:
            _write_json(target, results)
        else:
            _write_csv(target, list(dict.fromkeys((*columns, *added))), results)


def _count_lines(path: Path) -> int:
    """Return the number of data lines, near enough for a progress bar (a quoted field may hold line breaks)."""
    with path.open("rb") as file:
        return max(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1, 0)


def _advancing(results: Iterable[list[dict[str, str]]], progress: Progress, task: TaskID) -> Iterator[dict[str, str]]:
    pending = 0
    for of_one_row in results:
        yield from of_one_row
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
