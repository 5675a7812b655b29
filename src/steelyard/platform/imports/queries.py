"""Imports as pages and programs read them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound, sentence
from steelyard.platform.features import Feature, declare, is_open, require_open
from steelyard.platform.files import local_copy, require_file
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.models import Import, ImportCorrection, ImportRow
from steelyard.platform.imports.reading import open_table
from steelyard.platform.imports.refusals import KindUnknown
from steelyard.platform.imports.running import Importer, importers
from steelyard.platform.imports.storing import unpack_reading
from steelyard.platform.imports.suggesting import templates
from steelyard.platform.imports.terms import ImportState, Outcome
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """A kind of thing that the actor may import, with the fields of its rows."""

    key: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """An import as its list and its page show it."""

    id: str
    kind: str
    kind_label: str
    file_name: str
    file_size: int
    state: ImportState
    total: int
    position: int
    outcomes: Mapping[str, int]
    counts: Mapping[str, int]
    amounts: Mapping[str, str]
    created_by: UUID | None
    created_at: datetime
    checked_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None
    undo_until: datetime | None
    failure: str
    reading: Mapping[str, str]
    sheets: Sequence[str]
    columns: Sequence[str]
    samples: Mapping[str, Sequence[str]]
    mapping: Mapping[str, Any]
    template: str
    is_remembered: bool

    @property
    def done(self) -> int:
        return sum(self.outcomes.values())

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came, or would come, to this."""
        return self.outcomes.get(outcome.value, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """What became of one row, or would; what a person said about it; and, after an undo, whether it was taken back."""

    number: int
    outcome: Outcome
    subject_id: str
    errors: tuple[Mapping[str, str], ...]
    match: Mapping[str, Any] | None
    corrections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choice: str = ""
    taken_back_at: datetime | None = None
    kept_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One reason for which rows were refused, with the value that so many of them share."""

    field: str
    message: str
    value: str
    rows: int
    replacement: str = ""


ROWS_SHOWN: Mapping[str, dict[str, Any]] = {
    "refused": {"outcome": Outcome.REFUSED.value},
    "decide": {"to_decide": True},
    "kept": {"kept": True},
}
"""What the page of an import shows of its rows, by the name of the tab."""


IMPORTS = declare(
    Feature(
        key="imports",
        name=sentence("Imports"),
        about=sentence(
            "Upload files of one's own deals or people. What was uploaded before can still be looked at and undone."
        ),
    )
)


def list_kinds(actor: Actor) -> list[KindLine]:
    """Return what the actor may import."""
    return [
        KindLine(key=one.key, label=one.label, fields=tuple(one.fields))
        for one in importers().values()
        if one.allows(actor)
    ]


def may_begin(actor: Actor) -> bool:
    """Tell whether the actor may begin an import of anything."""
    return bool(list_kinds(actor)) and is_open(IMPORTS, actor)


def require_beginning(actor: Actor) -> None:
    """Let those pass who may begin an import. Raises: NotAllowed, FeatureNotOpen."""
    require_importing(actor)
    require_open(IMPORTS, actor)


def require_kind(actor: Actor, kind: str) -> Importer:
    """Return the importer of a kind, to begin an import.

    Raises: NotAllowed where the actor imports nothing at all, FeatureNotOpen, KindUnknown.
    """
    require_beginning(actor)
    importer = importers().get(kind)
    if importer is None or not importer.allows(actor):
        raise KindUnknown(fields={"kind": KindUnknown.text})
    return importer


def require_importing(actor: Actor) -> None:
    """Let those pass who may import something. Raises: NotAllowed."""
    if not list_kinds(actor):
        raise NotAllowed


def list_template_names() -> list[tuple[str, str]]:
    """Return key and name of the programs whose column names are known."""
    return [(one.key, one.name) for one in templates().values()]


def list_imports(actor: Actor, page: PageRequest, *, kind: str = "", state: str = "") -> Page[ImportLine]:
    """Return a page of the imports of the actor's organization of kinds that the actor imports, newest first.

    Raises: NotAllowed.
    """
    require_importing(actor)
    rows = Import.visible_to(actor).filter(kind__in=[one.key for one in list_kinds(actor)])
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    stretch = take(rows, page, ("-created_at", "-id"))
    items = [_line(row) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_import(actor: Actor, import_id: UUID) -> ImportLine:
    """Return one import. Raises: NotAllowed, NotFound."""
    return _line(find_import(actor, import_id))


def find_import(actor: Actor, import_id: UUID) -> Import:
    """Return the import's row. Raises: NotAllowed, NotFound."""
    require_importing(actor)
    found = Import.visible_to(actor).filter(id=import_id).first()
    if found is None or not importers()[found.kind].allows(actor):
        raise NotFound
    return found


def lock_import(actor: Actor, import_id: UUID) -> Import:
    """Return the import's row, held until the transaction ends. Raises: NotAllowed, NotFound."""
    return Import.objects.select_for_update().get(id=find_import(actor, import_id).id)


def list_rows(
    actor: Actor, import_id: UUID, page: PageRequest, *, outcome: str = "", to_decide: bool = False, kept: bool = False
) -> Page[RowLine]:
    """Return a page of an import's rows in the order of the file. Raises: NotAllowed, NotFound."""
    imported = find_import(actor, import_id)
    rows = ImportRow.objects.filter(imported=imported)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if to_decide:
        rows = rows.filter(match__isnull=False)
    if kept:
        rows = rows.exclude(kept_because="")
    stretch = take(rows, page, ("number",))
    said = {
        one.number: one
        for one in ImportCorrection.objects.filter(imported=imported, number__in=[r.number for r in stretch.rows])
    }
    noun = importers()[imported.kind].noun
    items = [_row(row, said.get(row.number), noun) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_to_decide(actor: Actor, import_id: UUID) -> int:
    """Return how many rows mean, or may mean, a known thing by another name. Raises: NotAllowed, NotFound."""
    return ImportRow.objects.filter(imported=find_import(actor, import_id), match__isnull=False).count()


def list_troubles(actor: Actor, import_id: UUID, *, most: int = 20) -> list[Trouble]:
    """Return the values for which most rows were refused, so that each can be replaced everywhere at once.

    Raises: NotAllowed, NotFound.
    """
    imported = find_import(actor, import_id)
    counted: dict[tuple[str, str, str], int] = {}
    errors = ImportRow.objects.filter(imported=imported, outcome=Outcome.REFUSED).values_list("errors", flat=True)
    for some in errors.iterator(chunk_size=2000):
        for error in some:
            key = (error["field"], error["message"], error["value"])
            counted[key] = counted.get(key, 0) + 1
    values = imported.mapping.get("values", {})
    ranked = sorted(counted.items(), key=lambda one: -one[1])[:most]
    return [
        Trouble(
            field=name,
            message=message,
            value=value,
            rows=rows,
            replacement=values.get(name, {}).get(value, ""),
        )
        for (name, message, value), rows in ranked
    ]


def read_refused(actor: Actor, import_id: UUID) -> tuple[Sequence[str], Iterator[list[str]]]:
    """Return header and rows of those lines that were refused, as the file has them, each with its reason; for a file to mend.

    Raises: NotAllowed, NotFound, FileGone.
    """
    imported = find_import(actor, import_id)
    require_file(imported.file_id)
    refused = ImportRow.objects.filter(imported=imported, outcome=Outcome.REFUSED).values_list("number", "errors")
    reasons = {number: "; ".join(filter(None, map(_reason, errors))) for number, errors in refused}
    return [*imported.columns, "reason"], _lines(imported, reasons)


def _lines(imported: Import, reasons: Mapping[int, str]) -> Iterator[list[str]]:
    with local_copy(imported.file_id) as path:
        table = open_table(path, unpack_reading(imported.reading))
        for row in table.rows():
            if row.number in reasons:
                yield [*(row.cells.get(column, "") for column in imported.columns), reasons[row.number]]


def _reason(error: Mapping[str, str]) -> str:
    return f"{error['field']}: {error['message']}" if error["field"] else error["message"]


def _line(row: Import) -> ImportLine:
    importer = importers()[row.kind]
    ended = row.finished_at or row.started_at
    return ImportLine(
        id=row.public_id,
        kind=row.kind,
        kind_label=importer.label,
        file_name=row.file_name,
        file_size=row.file_size,
        state=ImportState(row.state),
        total=row.total,
        position=row.position,
        outcomes=row.outcomes,
        counts=row.counts,
        amounts=row.amounts,
        created_by=row.created_by,
        created_at=row.created_at,
        checked_at=row.checked_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        undone_at=row.undone_at,
        undo_until=ended + timedelta(hours=24) if row.started_at and ended else None,
        failure=row.failure,
        reading=row.reading,
        sheets=row.sheets,
        columns=row.columns,
        samples=row.samples,
        mapping=row.mapping,
        template=row.template,
        is_remembered=row.is_remembered,
    )


def _row(row: ImportRow, said: ImportCorrection | None, noun: str) -> RowLine:
    return RowLine(
        number=row.number,
        outcome=Outcome(row.outcome),
        subject_id=public_id(noun, row.subject_id) if row.subject_id else "",
        errors=tuple(row.errors),
        match=row.match,
        corrections=said.values if said else {},
        choice=said.choice if said else "",
        taken_back_at=row.taken_back_at,
        kept_because=row.kept_because,
    )
