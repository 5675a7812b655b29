"""Exports of everything that is held about a person: asked for, made by the worker, opened, gone after a week."""

from datetime import datetime
from tempfile import TemporaryFile
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import FileResponse
from django.utils import translation

from steelyard.identity import events
from steelyard.identity.models import DataExport, Person
from steelyard.identity.queries.personal_data import find_subject, subject_of
from steelyard.identity.refusals import ExportNotReady, ExportUnderWay
from steelyard.identity.terms import EXPORT_LASTS, ExportState
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.files import discard_file, keep_file, open_file
from steelyard.platform.privacy.archive import write_archive
from steelyard.platform.privacy.registry import Subject


@transaction.atomic
def request_export(*, actor: Actor, email: str | None = None, language: str = "en", now: datetime) -> UUID:
    """Ask for everything that is held about the person with an address, or about oneself without one; return the export's id.

    Raises: NotAllowed, NotFound, PersonUnknown, PersonOfOthersToo, ExportUnderWay.
    """
    subject = find_subject(actor, email.strip().lower()) if email else _oneself(actor)
    export = DataExport(
        email=subject.email,
        person_id=subject.person_id,
        requested_by=actor.person_id,
        partner_id=actor.partner_id,
        language=language,
        requested_at=now,
    )
    try:
        with transaction.atomic():
            export.save(force_insert=True)
    except IntegrityError as error:
        raise ExportUnderWay from error
    record(_happened(events.DataExportRequested, export), actor=actor, now=now)
    return export.id


def _oneself(actor: Actor) -> Subject:
    if actor.person_id is None:
        raise NotFound
    with as_system():
        return subject_of("", actor.person_id)


@transaction.atomic
def make_export(*, export_id: UUID, now: datetime) -> None:
    """Write the archive of an export that waits; once it is made, a repeat does nothing."""
    with as_system(), TemporaryFile() as archive:
        export = DataExport.objects.select_for_update().filter(id=export_id, state=ExportState.WAITING).first()
        if export is None:
            return
        with translation.override(export.language):
            export.records = write_archive(archive, subject_of(export.email, export.person_id), made_at=now)
        export.size = archive.tell()
        kept = keep_file(
            uploaded=UploadedFile(archive, name=f"{export.public_id}.zip", size=export.size),
            content_type="application/zip",
            partner_id=None,
            actor=SYSTEM,
            now=now,
            is_internal=True,
        )
        export.file_id, export.state = kept.id, ExportState.READY
        export.finished_at, export.expires_at = now, now + EXPORT_LASTS
        export.save()
        record(_happened(events.DataExportMade, export, records=export.records), actor=SYSTEM, now=now)


@transaction.atomic
def open_export(*, actor: Actor, export_id: UUID, now: datetime) -> FileResponse:
    """Return the archive of an export that the actor asked for, as a download. Raises: NotFound, ExportNotReady."""
    export = DataExport.visible_to(actor).filter(id=export_id).first()
    if export is None:
        raise NotFound
    if export.state != ExportState.READY or export.file_id is None or (export.expires_at or now) <= now:
        raise ExportNotReady
    with as_system():
        response = open_file(SYSTEM, export.file_id)
    record(_happened(events.DataExportOpened, export), actor=actor, now=now)
    return response


@transaction.atomic
def expire_exports(*, now: datetime) -> int:
    """Delete the archives whose time is over, and return how many that were."""
    with as_system():
        due = DataExport.objects.select_for_update().filter(state=ExportState.READY, expires_at__lte=now)
        return sum(drop_archive(export) for export in due)


def drop_archive(export: DataExport) -> bool:
    """Delete the archive of an export and tell whether there was one; that it was made stays on record."""
    file_id, export.file_id, export.state = export.file_id, None, ExportState.EXPIRED
    export.save(update_fields=["file_id", "state"])
    if file_id is not None:
        discard_file(SYSTEM, file_id)
    return file_id is not None


def _happened(kind: type[Event], export: DataExport, **facts: int) -> Event:
    with as_system():
        name = Person.objects.filter(id__in=[export.person_id]).values_list("name", flat=True).first()
    return kind(subject_id=export.id, subject_label=name or export.email, partner_id=export.partner_id, **facts)
