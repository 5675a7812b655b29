"""Driving an importer over a file, batch by batch, with every error kept beside its row."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.platform.db import acting_as
from steelyard.platform.http.problems import field_texts
from steelyard.platform.imports.mapping import ColumnMapping, Field, require_fit, suggest_mapping
from steelyard.platform.imports.reading import RawRow, open_table

BATCH = 500
MOST_KEPT_ERRORS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells were read: its line and its values by field; absent and empty cells are missing."""

    number: int
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = "") -> Any:
        """Return the value of a field, or the default where the cell is empty."""
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """What is wrong with one row, where, and what stood there."""

    number: int
    field: str
    message: str
    value: str = ""


def _nowhere(error: RowError) -> None:
    """Forget an error that nobody writes down."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import did. `counts` and `amounts` are the importer's own words (created, matched, refused by rule …).

    Every error goes to `on_error`; only the first are kept, so that a million bad rows need no memory.
    """

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    refused: int = 0
    """How many rows were refused; one row may have several errors."""
    is_dry_run: bool = False
    on_error: Callable[[RowError], None] = _nowhere

    def add(self, word: str, number: int = 1) -> None:
        """Count something that happened."""
        self.counts[word] = self.counts.get(word, 0) + number

    def add_amount(self, word: str, amount: Decimal) -> None:
        """Add to a sum of money."""
        self.amounts[word] = self.amounts.get(word, Decimal(0)) + amount

    def refuse(self, number: int, *errors: RowError) -> None:
        """Keep what is wrong with one row."""
        self.refused += 1
        for error in errors or (RowError(number=number, field="", message=""),):
            self.on_error(error)
            if len(self.errors) < MOST_KEPT_ERRORS:
                self.errors.append(error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import as its loader sees it: for whom, when, how it was asked for, and what becomes of it."""

    actor: Actor
    now: datetime
    options: Mapping[str, Any]
    report: Report
    advance: Callable[[int], None] = lambda _: None
    """Tells whoever watches that so many more rows are done."""

    @contextmanager
    def row(self, row: Row) -> Iterator[None]:
        """Do one row's work in a savepoint: a refusal takes back this row, is reported beside it, and ends nothing else."""
        try:
            with transaction.atomic():
                yield
        except Refusal as refusal:
            self.refuse(row, refusal)

    def refuse(self, row: Row, refusal: Refusal) -> None:
        """Report a refusal beside the row that it is about."""
        said = field_texts(refusal) or {"": str(refusal)}
        errors = (
            RowError(number=row.number, field=name, message=_(text), value=str(row.get(name))[:200])
            for name, text in said.items()
        )
        self.report.refuse(row.number, *errors)


class Loader(Protocol):
    """What turns the rows of one file into commands. It lives as long as the file and may remember what it has seen."""

    def load(self, rows: Sequence[Row]) -> None:
        """Do a batch of rows, in one transaction; put a row that is refused into the report and go on."""

    def finish(self) -> None:
        """Do what needs the whole file, in transactions of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What a context declares in `imports.py`: the fields of its rows, the options of a mapping file, and how a file begins.

    `begin` may raise MappingWrong for an option that makes no sense.
    """

    key: str
    fields: Sequence[Field]
    options: Sequence[str] = ()
    begin: Callable[[Run], Loader]


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
    on_error: Callable[[RowError], None] = _nowhere,
) -> Report:
    """Import a file, or with `is_dry_run` do it all and take it back.

    Each batch is one transaction; a row that is refused is reported and the rest of its batch goes on. A dry run is one
    transaction as a whole, so that its later rows see what the earlier ones would have left.

    Shape: memory for one batch of rows, and for what the loader remembers.
    Raises: FileUnreadable, MappingWrong.
    """
    table = open_table(path)
    chosen = _complete(mapping, suggest_mapping(importer.fields, table.columns))
    require_fit(chosen, importer.fields, table.columns, importer.options)
    report = Report(is_dry_run=is_dry_run, on_error=on_error)
    run = Run(actor=actor, now=now, options=chosen.options, report=report, advance=on_progress)
    with acting_as(actor) if is_dry_run else nullcontext(), _tidying_by_batch() as tidy:
        with acting_as(actor):
            loader = importer.begin(run)
        rows = _read(table.rows(), importer.fields, chosen, run)
        while batch := list(islice(rows, BATCH)):
            with acting_as(actor):
                loader.load(batch)
            tidy()
        loader.finish()
        if is_dry_run:
            transaction.set_rollback(True)
    return report


@contextmanager
def _tidying_by_batch() -> Iterator[Callable[[], object]]:
    """Collect garbage between batches only, and only what is new: hundreds of objects a row would set it off all the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield lambda: gc.collect(0)
    finally:
        if was_enabled:
            gc.enable()


def _complete(mapping: ColumnMapping | None, suggested: ColumnMapping) -> ColumnMapping:
    """Return the mapping that was given; one without columns says only what the header does not."""
    if mapping is None:
        return suggested
    if mapping.columns:
        return mapping
    return ColumnMapping(columns=suggested.columns, constants=mapping.constants, options=mapping.options)


def _read(raw: Iterator[RawRow], fields: Sequence[Field], mapping: ColumnMapping, run: Run) -> Iterator[Row]:
    for line in raw:
        run.report.rows += 1
        errors: list[RowError] = []
        if line.problem:
            errors.append(RowError(number=line.number, field="", message=line.problem))
        else:
            values = {f.name: _value(f, line, mapping, errors) for f in fields}
        if errors:
            run.report.refuse(line.number, *errors)
            run.advance(1)
        else:
            yield Row(line.number, {name: value for name, value in values.items() if value is not None})


def _value(wanted: Field, line: RawRow, mapping: ColumnMapping, errors: list[RowError]) -> Any:
    cell = line.cells.get(mapping.columns.get(wanted.name, ""), "") or mapping.constants.get(wanted.name, "")
    if not cell:
        if wanted.is_required:
            errors.append(RowError(number=line.number, field=wanted.name, message=_("missing")))
        return None
    try:
        return wanted.read(cell)
    except ValueError as error:
        errors.append(RowError(number=line.number, field=wanted.name, message=str(error), value=cell[:200]))
        return None
