"""What a person or a program does with an import, from the file to the undo."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import InvalidInput, sentence
from steelyard.platform.db import as_system
from steelyard.platform.delegating import pack_actor
from steelyard.platform.events import record
from steelyard.platform.files import keep_file, local_copy
from steelyard.platform.http.schemas import clean_text
from steelyard.platform.imports.enqueueing import enqueue
from steelyard.platform.imports.events import ImportStarted, ImportStopped
from steelyard.platform.imports.mapping import ColumnMapping, MappingWrong, require_fit
from steelyard.platform.imports.models import Import, ImportCorrection, ImportRow, KnownMapping
from steelyard.platform.imports.queries import lock_import, require_kind
from steelyard.platform.imports.reading import MAX_ROWS, FileUnreadable, Reading, Table, TooManyRows, open_table
from steelyard.platform.imports.refusals import (
    ImportFileUnusable,
    ImportTooLarge,
    NotInThisState,
    RowUnknown,
    TooLateToUndo,
)
from steelyard.platform.imports.running import importers
from steelyard.platform.imports.storing import pack_mapping, pack_reading, unpack_mapping
from steelyard.platform.imports.suggesting import Suggestion, fingerprint_of, suggest
from steelyard.platform.imports.terms import PREPARING, UNDOABLE, ImportState
from steelyard.platform.models import EventRecord
from steelyard.platform.scanning import scan

UNDO_FOR = timedelta(hours=24)
_TYPES = {".csv": "text/csv", ".txt": "text/csv", ".tsv": "text/csv"}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def upload_import(*, actor: Actor, kind: str, uploaded: "UploadedFile[bytes]", now: datetime) -> UUID:
    """Keep a file to be imported, find out how it is written, and suggest which column is which field; the import's id.

    Raises: KindUnknown, ImportTooLarge, ImportFileUnusable, TooManyRows, WorkbookUnsafe, FileInfected, ScannerAway.
    """
    require_kind(actor, kind)
    if (uploaded.size or 0) > settings.MAX_IMPORT_BYTES:
        raise ImportTooLarge(megabytes=settings.MAX_IMPORT_BYTES // 1024**2, fields={"file": ImportTooLarge.text})
    extension = PurePath(uploaded.name or "").suffix.lower()
    content_type = _WORKBOOK if extension == ".xlsx" else _TYPES.get(extension)
    if not uploaded.size or content_type is None:
        raise ImportFileUnusable(fields={"file": ImportFileUnusable.text})
    scan(uploaded, name=uploaded.name or "")
    kept = keep_file(
        uploaded=uploaded,
        content_type=content_type,
        partner_id=actor.partner_id,
        actor=actor,
        now=now,
        is_internal=actor.is_host,
    )
    imported = Import(
        partner_id=actor.partner_id,
        kind=kind,
        file_id=kept.id,
        file_name=kept.name,
        file_size=kept.size,
        actor=pack_actor(actor),
        language=get_language() or "en",
        created_by=actor.person_id,
        created_at=now,
    )
    _understand(imported, Reading(), "", actor)
    imported.save(force_insert=True)
    return imported.id


@transaction.atomic
def read_differently(*, actor: Actor, import_id: UUID, reading: Reading, template: str = "") -> None:
    """Read the file by another sheet, encoding or delimiter, or by another program's column names; columns are suggested anew.

    Raises: NotFound, NotInThisState, ImportFileUnusable.
    """
    imported = _lock(actor, import_id, PREPARING)
    _understand(imported, reading, template, actor)
    imported.state = ImportState.UPLOADED
    imported.save()


@transaction.atomic
def change_mapping(*, actor: Actor, import_id: UUID, mapping: ColumnMapping) -> None:
    """Say which column is which field, what is the same for all rows, and how dates and decimals are written.

    Raises: NotFound, NotInThisState, MappingWrong.
    """
    imported = _lock(actor, import_id, PREPARING)
    importer = importers()[imported.kind]
    require_fit(mapping, importer.fields, imported.columns, importer.options_in_parts)
    by_name = {field.name: field for field in importer.fields}
    wrong = {}
    for name, constant in mapping.constants.items():
        try:
            by_name[name].read(constant, mapping.convention)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise MappingWrong(problem=", ".join(f"{name}: {text}" for name, text in wrong.items()), fields=wrong)
    imported.mapping = pack_mapping(mapping)
    imported.state = ImportState.UPLOADED
    imported.save(update_fields=["mapping", "state"])


@transaction.atomic
def replace_value(*, actor: Actor, import_id: UUID, field: str, cell: str, value: str) -> None:
    """Read `value` wherever the file says `cell` in the column of a field; an empty value takes that back.

    Raises: NotFound, NotInThisState, MappingWrong, InvalidInput.
    """
    imported = _lock(actor, import_id, PREPARING)
    mapping = unpack_mapping(imported.mapping)
    values = {name: dict(table) for name, table in mapping.values.items()}
    table = values.setdefault(field, {})
    if value:
        table[cell] = _clean(value, "value")
    else:
        table.pop(cell, None)
    change_values = {**imported.mapping, "values": {name: one for name, one in values.items() if one}}
    require_fit(unpack_mapping(change_values), importers()[imported.kind].fields, imported.columns, ())
    imported.mapping = change_values
    imported.save(update_fields=["mapping"])


@transaction.atomic
def correct_row(
    *, actor: Actor, import_id: UUID, number: int, values: Mapping[str, str], choice: str = "", now: datetime
) -> None:
    """Keep other cells for one row beside those of the file, and which known thing it means; it counts from the next check on.

    Raises: NotFound, NotInThisState, RowUnknown, InvalidInput, MappingWrong.
    """
    imported = _lock(actor, import_id, PREPARING)
    row = ImportRow.objects.filter(imported=imported, number=number).first()
    if row is None:
        raise RowUnknown
    known = {field.name for field in importers()[imported.kind].fields}
    if unknown := sorted(set(values) - known):
        raise MappingWrong(problem=f"there is no field {', '.join(unknown)}")
    before = {error["field"]: error["value"] for error in row.errors}
    kept, _ = ImportCorrection.objects.get_or_create(
        imported=imported,
        number=number,
        defaults={"partner_id": imported.partner_id, "corrected_by": actor.person_id, "corrected_at": now},
    )
    for name, value in values.items():
        was = kept.values.get(name, {}).get("was", before.get(name, ""))
        kept.values[name] = {"was": was, "is": _clean(value, name)}
    kept.choice = _clean(choice, "choice")[:60] if choice else kept.choice
    kept.corrected_by, kept.corrected_at = actor.person_id, now
    kept.save(update_fields=["values", "choice", "corrected_by", "corrected_at"])


@transaction.atomic
def check_import(*, actor: Actor, import_id: UUID, now: datetime) -> None:
    """Let the worker find out what the import would do, without doing it.

    Raises: NotFound, NotInThisState, MappingWrong.
    """
    imported = _lock(actor, import_id, PREPARING | {ImportState.FAILED})
    if imported.position:
        raise NotInThisState
    importer, mapping = importers()[imported.kind], unpack_mapping(imported.mapping)
    require_fit(mapping, importer.fields, imported.columns, importer.options_in_parts)
    _remember(imported, actor, now)
    _hand_over(imported, actor, ImportState.CHECKING)


@transaction.atomic
def start_import(*, actor: Actor, import_id: UUID, now: datetime) -> None:
    """Let the worker do what the check foretold. Raises: NotFound, NotInThisState."""
    imported = _lock(actor, import_id, {ImportState.CHECKED})
    imported.started_at = now
    imported.begun_after = _last_event()
    ImportRow.objects.filter(imported=imported).delete()
    imported.counts, imported.amounts, imported.outcomes, imported.position = {}, {}, {}, 0
    _hand_over(imported, actor, ImportState.RUNNING)
    record(
        ImportStarted(**subject_of(imported), kind=imported.kind, rows=imported.total),
        actor=actor,
        now=now,
    )


@transaction.atomic
def pause_import(*, actor: Actor, import_id: UUID) -> None:
    """Let the worker stop after the batch at hand, to go on later. Raises: NotFound, NotInThisState."""
    imported = _lock(actor, import_id, {ImportState.RUNNING})
    imported.state = ImportState.PAUSED
    imported.save(update_fields=["state"])


@transaction.atomic
def resume_import(*, actor: Actor, import_id: UUID) -> None:
    """Let the worker go on behind the last batch that was committed. Raises: NotFound, NotInThisState."""
    imported = _lock(actor, import_id, {ImportState.PAUSED, ImportState.FAILED})
    is_being_undone = ImportRow.objects.filter(imported=imported, taken_back_at__isnull=False).exists()
    if imported.started_at is None or is_being_undone:
        raise NotInThisState
    _hand_over(imported, actor, ImportState.RUNNING)


@transaction.atomic
def cancel_import(*, actor: Actor, import_id: UUID, now: datetime) -> None:
    """Stop an import for good, after the batch at hand; what is in stays, and may be undone. Raises: NotFound, NotInThisState."""
    imported = _lock(
        actor,
        import_id,
        PREPARING | {ImportState.CHECKING, ImportState.RUNNING, ImportState.PAUSED, ImportState.FAILED},
    )
    imported.state, imported.finished_at = ImportState.CANCELLED, now
    imported.save(update_fields=["state", "finished_at"])
    if imported.started_at:
        stopped = ImportStopped(**subject_of(imported), kind=imported.kind, rows=imported.position)
        record(stopped, actor=actor, now=now)


@transaction.atomic
def undo_import(*, actor: Actor, import_id: UUID, now: datetime) -> None:
    """Let the worker take back what the import did, as far as nobody has touched it since; possible for a day.

    Raises: NotFound, NotInThisState, TooLateToUndo.
    """
    imported = _lock(actor, import_id, UNDOABLE)
    if imported.started_at is None:
        raise NotInThisState
    if now >= (imported.finished_at or imported.started_at) + UNDO_FOR:
        raise TooLateToUndo
    _hand_over(imported, actor, ImportState.UNDOING)


# --- What the commands share ----------------------------------------------------------------------------------------------


def subject_of(imported: Import) -> dict[str, Any]:
    """Return what every event about the import says of its subject."""
    return {"subject_id": imported.id, "subject_label": imported.file_name, "partner_id": imported.partner_id}


def _lock(actor: Actor, import_id: UUID, states: "frozenset[ImportState] | set[ImportState]") -> Import:
    imported = lock_import(actor, import_id)
    if ImportState(imported.state) not in states:
        raise NotInThisState
    return imported


def _hand_over(imported: Import, actor: Actor, state: ImportState) -> None:
    imported.state, imported.actor, imported.failure = state, pack_actor(actor), ""
    imported.language = get_language() or "en"
    imported.save()
    enqueue(imported.id)


def _understand(imported: Import, reading: Reading, template: str, actor: Actor) -> None:
    """Read the header and the first rows, and suggest a mapping: the one used last for this header, or the best guess."""
    importer = importers()[imported.kind]
    with local_copy(imported.file_id) as path:
        try:
            table = open_table(path, reading)
            suggestion = suggest(imported.kind, importer.fields, table, template=template)
        except FileUnreadable as error:
            raise ImportFileUnusable(fields={"file": ImportFileUnusable.text}) from error
        imported.total = table.count()
    if imported.total > MAX_ROWS:
        raise TooManyRows(limit=MAX_ROWS, fields={"file": TooManyRows.text.format(limit=MAX_ROWS)})
    if imported.total == 0 and not any(suggestion.samples.values()):
        raise ImportFileUnusable(fields={"file": sentence("This file has column names but no rows.")})
    _keep(imported, table, suggestion)
    known = None if template else _find_known(imported, actor)
    imported.is_remembered = known is not None
    if known is not None:
        imported.mapping = known


def _keep(imported: Import, table: Table, suggestion: Suggestion) -> None:
    imported.reading, imported.sheets = pack_reading(table.reading), list(table.sheets)
    imported.columns = list(table.columns)
    imported.samples = {column: [cell[:80] for cell in cells] for column, cells in suggestion.samples.items()}
    imported.mapping, imported.template = pack_mapping(suggestion.mapping), suggestion.template


def _find_known(imported: Import, actor: Actor) -> Any:
    """Return the mapping that this person, or else somebody of the same organization, used last for this header."""
    same = KnownMapping.objects.filter(
        kind=imported.kind, fingerprint=fingerprint_of(imported.columns), partner_id=actor.partner_id
    )
    found = sorted(same, key=lambda one: (one.person_id == actor.person_id, one.used_at), reverse=True)
    columns = set(imported.columns)
    return next((one.mapping for one in found if columns.issuperset(one.mapping["columns"].values())), None)


def _remember(imported: Import, actor: Actor, now: datetime) -> None:
    if actor.person_id is None:
        return
    KnownMapping.objects.update_or_create(
        kind=imported.kind,
        fingerprint=fingerprint_of(imported.columns),
        person_id=actor.person_id,
        defaults={"mapping": imported.mapping, "used_at": now, "partner_id": actor.partner_id},
    )


def _clean(value: str, name: str) -> str:
    try:
        return clean_text(value)[:5000]
    except ValueError as error:
        raise InvalidInput(fields={name: str(error)}) from error


def _last_event() -> int:
    with as_system():
        return EventRecord.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
