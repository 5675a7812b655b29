"""What the platform deletes after a while."""

from datetime import datetime

from django.db.models import Model, QuerySet

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import sentence
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.terms import WORKING as EDITING
from steelyard.platform.files import discard_file
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.terms import WORKING, ImportState
from steelyard.platform.models import IdempotencyRecord, Notification, StoredFile
from steelyard.platform.privacy.places import Whose
from steelyard.platform.privacy.retention import Retention, register_retention
from steelyard.platform.webhooks.models import WebhookDelivery
from steelyard.platform.webhooks.terms import DeliveryState

_ENDED = (ImportState.DONE, ImportState.CANCELLED, ImportState.UNDONE)


def _imports(before: datetime, whose: Whose) -> QuerySet[Import]:
    """Return the imports that the worker is not at, whose file is old and still there."""
    files = StoredFile.objects.filter(uploaded_at__lt=before)
    return whose.of(Import.objects.filter(file_id__in=files.values("id")).exclude(state__in=WORKING))


def _delete_import_files(before: datetime, whose: Whose) -> int:
    """Delete the files; an import that was never run to its end is cancelled, since it cannot be any more."""
    rows = list(_imports(before, whose).select_for_update())
    for row in rows:
        if row.state not in _ENDED:
            Import.objects.filter(id=row.id).update(state=ImportState.CANCELLED)
        discard_file(SYSTEM, row.file_id)
    return len(rows)


def _notifications(before: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(created_at__lt=before)


def _answers(before: datetime) -> QuerySet[IdempotencyRecord]:
    return IdempotencyRecord.objects.filter(created_at__lt=before)


def _edits(before: datetime, whose: Whose) -> QuerySet[BulkEdit]:
    return whose.of(BulkEdit.objects.filter(created_at__lt=before).exclude(state__in=EDITING))


def _deliveries(before: datetime, whose: Whose) -> QuerySet[WebhookDelivery]:
    return whose.of(WebhookDelivery.objects.filter(created_at__lt=before).exclude(state=DeliveryState.WAITING))


def delete_rows(rows: "QuerySet[Model]") -> int:
    """Delete the rows with what belongs to them, and return how many they were themselves."""
    _all, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, 0)


register_retention(
    Retention(
        key="import-files",
        label=sentence("Files of imports"),
        reason=sentence("Needed to check, run, mend and undo an import; what was loaded stays."),
        days=30,
        least_days=2,
        count=lambda before, whose: _imports(before, whose).count(),
        delete=_delete_import_files,
        regional=True,
    ),
    Retention(
        key="notifications",
        label=sentence("Notifications"),
        reason=sentence("Needed to tell people; what happened stays in the log."),
        days=365,
        least_days=7,
        count=lambda before, _whose: _notifications(before).count(),
        delete=lambda before, _whose: delete_rows(_notifications(before)),
    ),
    Retention(
        key="answers",
        label=sentence("Stored answers to repeated requests"),
        reason=sentence("Needed as long as a program may repeat what it sent: a day."),
        days=2,
        least_days=1,
        count=lambda before, _whose: _answers(before).count(),
        delete=lambda before, _whose: delete_rows(_answers(before)),
    ),
    Retention(
        key="bulk-edits",
        label=sentence("Bulk edits with their records"),
        reason=sentence("Needed to see what became of each record; what was changed stays in the log."),
        days=365,
        least_days=7,
        regional=True,
        count=lambda before, whose: _edits(before, whose).count(),
        delete=lambda before, whose: delete_rows(_edits(before, whose)),
    ),
    Retention(
        key="webhook-deliveries",
        label=sentence("Deliveries of webhooks"),
        reason=sentence("Needed to see what arrived, and to send it again."),
        days=30,
        least_days=7,
        count=lambda before, whose: _deliveries(before, whose).count(),
        delete=lambda before, whose: delete_rows(_deliveries(before, whose)),
        regional=True,
    ),
)
