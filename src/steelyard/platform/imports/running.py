"""Driving an importer over a file, batch by batch, with every error kept beside its row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.platform.db import acting_as
from steelyard.platform.imports.mapping import ColumnMapping, Field, require_fit, suggest_mapping
from steelyard.platform.imports.reading import RawRow, open_table

BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells were read: its line and its values by field; absent and empty cells are missing."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """What is wrong with one row, where, and what stood there."""

    number: int
    field: str
    message: str
    value: str = ""


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import did. `counts` are the importer's own words (created, updated, protected by rule …)."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    is_dry_run: bool = False

    def add(self, word: str, number: int = 1) -> None:
        """Count something that happened."""
        self.counts[word] = self.counts.get(word, 0) + number


class Importer(Protocol):
    """What a context declares in `imports.py`."""

    key: str
    fields: Sequence[Field]

    def load(
        self, rows: Sequence[Row], *, actor: Actor, now: datetime, options: Mapping[str, Any], report: Report
    ) -> None:
        """Turn a batch of rows into commands; put a row that is refused into `report.errors` and go on."""


_importers: dict[str, Importer] = {}


def register_importer(importer: Importer) -> None:
    """Make an importer available under its key."""
    _importers[importer.key] = importer


def importers() -> Mapping[str, Importer]:
    """Return every importer by key."""
    return _importers


def import_file(
    path: Path,
    importer: Importer,
    *,
    actor: Actor,
    now: datetime,
    mapping: ColumnMapping | None = None,
    is_dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Import a file, or with `is_dry_run` do it all and take it back.

    Each batch is one transaction; a row that is refused is reported and the rest of its batch goes on.
    Raises: FileUnreadable, MappingWrong.
    """
    table = open_table(path)
    chosen = mapping or suggest_mapping(importer.fields, table.columns)
    require_fit(chosen, importer.fields, table.columns)
    report = Report(is_dry_run=is_dry_run)
    rows = _read(table.rows(), importer.fields, chosen, report)
    while batch := list(islice(rows, BATCH)):
        with acting_as(actor):
            importer.load(batch, actor=actor, now=now, options=chosen.options, report=report)
            if is_dry_run:
                transaction.set_rollback(True)
        on_progress(len(batch))
    return report


def _read(raw: Iterator[RawRow], fields: Sequence[Field], mapping: ColumnMapping, report: Report) -> Iterator[Row]:
    for line in raw:
        report.rows += 1
        before = len(report.errors)
        if line.problem:
            report.errors.append(RowError(number=line.number, field="", message=line.problem))
            continue
        values = {f.name: _value(f, line, mapping, report) for f in fields}
        if len(report.errors) == before:
            yield Row(line.number, {name: value for name, value in values.items() if value is not None})


def _value(wanted: Field, line: RawRow, mapping: ColumnMapping, report: Report) -> Any:
    cell = line.cells.get(mapping.columns.get(wanted.name, ""), "") or mapping.constants.get(wanted.name, "")
    if not cell:
        if wanted.is_required:
            report.errors.append(RowError(number=line.number, field=wanted.name, message="missing"))
        return None
    try:
        return wanted.parse(cell)
    except ValueError as error:
        report.errors.append(RowError(number=line.number, field=wanted.name, message=str(error), value=cell[:200]))
        return None
