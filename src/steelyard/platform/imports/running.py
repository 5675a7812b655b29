"""Driving an importer over a file, batch by batch, with every error kept beside its row: the engine of command, API and pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.platform.db import acting_as
from steelyard.platform.http.problems import field_texts, refusal_text
from steelyard.platform.imports.mapping import ColumnMapping, Field, require_fit, suggest_mapping
from steelyard.platform.imports.reading import RawRow, Table, open_table
from steelyard.platform.imports.terms import SKIP, Outcome
from steelyard.platform.tidying import tidying_by_batch

BATCH = 500
MOST_KEPT_ERRORS = 1000
MOST_SHOWN = 200
"""How much of a refused cell is kept beside the reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells were read: its line and its values by field; absent and empty cells are missing."""

    number: int
    values: Mapping[str, Any]
    choice: str = ""
    """What a person chose for the row: a known thing's outside id, or `new`; nothing where the rules decide."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a row was found to mean: a known thing or none, and which others come close, each with its evidence in words."""

    id: str
    name: str
    verdict: str
    probability: float
    evidence: tuple[str, ...] = ()
    others: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one row: the thing that it made or changed, how, and what a person may want to decide otherwise."""

    number: int
    outcome: Outcome
    subject_id: UUID | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    """What an undo must know of a change: by fact, what was added."""
    errors: tuple[RowError, ...] = ()
    match: Match | None = None


def _nowhere(_: object) -> None:
    """Forget what nobody writes down."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import did. `counts` and `amounts` are the importer's own words (created, matched, refused by rule …).

    Every row goes to `on_row` and every error to `on_error`; only the first errors are kept, so that a million bad rows need no
    memory.
    """

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    is_dry_run: bool = False
    on_row: Callable[[Told], None] = _nowhere
    on_error: Callable[[RowError], None] = _nowhere

    @property
    def refused(self) -> int:
        """How many rows were refused; one row may have several errors."""
        return self.outcomes.get(Outcome.REFUSED, 0)

    def add(self, word: str, number: int = 1) -> None:
        """Count something that happened."""
        self.counts[word] = self.counts.get(word, 0) + number

    def add_amount(self, word: str, amount: Decimal) -> None:
        """Add to a sum of money."""
        self.amounts[word] = self.amounts.get(word, Decimal(0)) + amount

    def tell(self, told: Told) -> None:
        """Keep what became of one row."""
        self.outcomes[told.outcome] = self.outcomes.get(told.outcome, 0) + 1
        self.on_row(told)

    def refuse(self, number: int, *errors: RowError) -> None:
        """Keep what is wrong with one row."""
        said = errors or (RowError(number=number, field="", message=""),)
        self.tell(Told(number=number, outcome=Outcome.REFUSED, errors=said))
        for error in said:
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
    is_watched: bool = False
    """Whether somebody will look at the rows one by one, and so at what each was found to mean."""

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
        said = field_texts(refusal) or {"": str(refusal_text(refusal))}
        errors = (
            RowError(number=row.number, field=name, message=_(text), value=str(row.get(name))[:MOST_SHOWN])
            for name, text in said.items()
        )
        self.report.refuse(row.number, *errors)

    def tell(self, row: Row, outcome: Outcome, subject_id: UUID | None = None, **more: Any) -> None:
        """Report what became of a row that was not refused, once it is certain."""
        self.report.tell(Told(number=row.number, outcome=outcome, subject_id=subject_id, **more))


class Loader(Protocol):
    """What turns the rows of one file into commands. It lives as long as the file and may remember what it has seen."""

    def load(self, rows: Sequence[Row]) -> None:
        """Do a batch of rows, in one transaction; put a row that is refused into the report and go on."""

    def finish(self) -> None:
        """Do what needs the whole file, in transactions of its own."""


@dataclass(slots=True)
class RowLoader(ABC):
    """A loader that does each row by itself and remembers nothing: `do` says what becomes of one."""

    run: Run

    def load(self, rows: Sequence[Row]) -> None:
        """Do the rows one by one."""
        for row in rows:
            with self.run.row(row):
                self.do(row)
        self.run.advance(len(rows))

    def finish(self) -> None:  # noqa: B027 - nothing is the usual case
        """Do nothing more: each batch is done with."""

    @abstractmethod
    def do(self, row: Row) -> None:
        """Do one row. Raises: Refusal, which stays beside the row."""


TakeBack = Callable[[Actor, Told, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What a context declares in `imports.py`: the fields of its rows, the options of a mapping file, and how a file begins.

    `begin` may raise MappingWrong for an option that makes no sense. `take_back` undoes one row by the context's own commands; it
    raises a Refusal where it must not. `options_in_parts` are those with which each batch is done with when it is committed, so
    that an import may pause between two: the others are the command's alone.
    """

    key: str
    label: str
    noun: str
    """The prefix of what a row makes."""
    area: str
    """The part of the API that a key must be scoped to write."""
    fields: Sequence[Field]
    can_import: Callable[[Actor], bool]
    take_back: TakeBack
    options: Sequence[str] = ()
    options_in_parts: Sequence[str] = ()
    begin: Callable[[Run], Loader]
    suggestions: str = ""
    """The address that suggests known things for a row, by its name, where a person may choose one."""

    def allows(self, actor: Actor) -> bool:
        """Tell whether the actor may import such rows."""
        return not actor.is_anonymous and self.can_import(actor) and actor.has_scope(f"{self.area}:write")


_importers: dict[str, Importer] = {}


def register_importer(importer: Importer) -> None:
    """Make an importer available under its key."""
    _importers[importer.key] = importer


def importers() -> Mapping[str, Importer]:
    """Return every importer by key."""
    return _importers


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said about one row: other cells, by field, and which thing it means, or that it is to be left out."""

    values: Mapping[str, str] = field(default_factory=dict)
    choice: str = ""


NO_CORRECTION = Correction()


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
    with acting_as(actor) if is_dry_run else nullcontext(), tidying_by_batch() as tidy:
        with acting_as(actor):
            loader = importer.begin(run)
        for batch in read_batches(table, importer.fields, chosen, {}):
            with acting_as(actor):
                load_batch(batch, loader, run)
            tidy()
        loader.finish()
        if is_dry_run:
            transaction.set_rollback(True)
    return report


@dataclass(slots=True)
class Batch:
    """So many rows of a file: those whose cells were read, and what is wrong with the others."""

    size: int
    rows: list[Row]
    refused: list[tuple[int, list[RowError]]]
    skipped: list[int]


def read_batches(
    table: Table,
    fields: Sequence[Field],
    mapping: ColumnMapping,
    corrections: Mapping[int, Correction],
    *,
    skip: int = 0,
) -> Iterator[Batch]:
    """Yield the rows of a table, behind the first of them, read by the mapping; what a person corrected counts."""
    raw = table.rows(skip)
    while lines := list(islice(raw, BATCH)):
        batch = Batch(len(lines), [], [], [])
        for line in lines:
            _read(line, fields, mapping, corrections.get(line.number, NO_CORRECTION), batch)
        yield batch


def load_batch(batch: Batch, loader: Loader, run: Run) -> None:
    """Do one batch in the transaction at hand, and report what is not to be done."""
    run.report.rows += batch.size
    for number, errors in batch.refused:
        run.report.refuse(number, *errors)
    for number in batch.skipped:
        run.report.tell(Told(number=number, outcome=Outcome.SKIPPED))
    run.advance(batch.size - len(batch.rows))
    if batch.rows:
        loader.load(batch.rows)


def _complete(mapping: ColumnMapping | None, suggested: ColumnMapping) -> ColumnMapping:
    """Return the mapping that was given; one without columns says only what the header does not."""
    if mapping is None:
        return suggested
    return mapping if mapping.columns else replace(mapping, columns=suggested.columns)


def _read(line: RawRow, fields: Sequence[Field], mapping: ColumnMapping, correction: Correction, batch: Batch) -> None:
    errors: list[RowError] = []
    if correction.choice == SKIP:
        batch.skipped.append(line.number)
        return
    if line.problem:
        batch.refused.append((line.number, [RowError(number=line.number, field="", message=line.problem)]))
        return
    values = {}
    for wanted in fields:
        value = _value(wanted, line, mapping, correction, errors)
        if value is not None:
            values[wanted.name] = value
    if errors:
        batch.refused.append((line.number, errors))
    else:
        batch.rows.append(Row(line.number, values, correction.choice))


def cell_of(wanted: str, line: RawRow, mapping: ColumnMapping, correction: Correction = NO_CORRECTION) -> str:
    """Return the text that stands for a field in a row: corrected, or the file's, or the same for all rows."""
    if wanted in correction.values:
        return correction.values[wanted]
    cell = line.cells.get(mapping.columns.get(wanted, ""), "")
    cell = mapping.values.get(wanted, {}).get(cell, cell)
    return cell or mapping.constants.get(wanted, "")


def _value(wanted: Field, line: RawRow, mapping: ColumnMapping, correction: Correction, errors: list[RowError]) -> Any:
    cell = cell_of(wanted.name, line, mapping, correction)
    if not cell:
        if wanted.is_required:
            errors.append(RowError(number=line.number, field=wanted.name, message=_("missing")))
        return None
    try:
        return wanted.read(cell, mapping.convention)
    except ValueError as error:
        errors.append(RowError(number=line.number, field=wanted.name, message=str(error), value=cell[:MOST_SHOWN]))
        return None
