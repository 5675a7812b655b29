"""The frame's own lists as files: the log, one's notifications, imports and bulk edits with their rows."""

from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform import feed, notifications
from steelyard.platform.bulk_edits import queries as bulk_edits
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.schemas import BulkEditOut, BulkEditRowOut
from steelyard.platform.bulk_edits.terms import EditOutcome
from steelyard.platform.exports.lists import ListExport, register_export
from steelyard.platform.imports import queries as imports
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.schemas import ImportOut, ImportRowOut
from steelyard.platform.schemas import EventOut, NotificationOut
from steelyard.ui.audit_form import AuditForm
from steelyard.ui.entries import can_audit


def _events(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    if not can_audit(actor):
        raise NotAllowed
    form = AuditForm(asked)
    wanted = form.wanted() if form.is_valid() else feed.AuditFilter()
    return feed.list_audit(actor, wanted, page).map(EventOut.of)


def _notifications(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    if actor.person_id is None:
        raise NotAllowed
    unread_only = asked.get("show") == "unread"
    return notifications.list_notifications(actor.person_id, page, unread_only=unread_only).map(NotificationOut.of)


def _imports(actor: Actor, _asked: QueryDict, page: PageRequest) -> Page[Any]:
    return imports.list_imports(actor, page).map(ImportOut.of)


def _import_rows(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    shown = imports.ROWS_SHOWN.get(asked.get("show", ""), {})
    return imports.list_rows(actor, Import.parse_id(asked.get("import", "")), page, **shown).map(ImportRowOut.of)


def _bulk_edits(actor: Actor, _asked: QueryDict, page: PageRequest) -> Page[Any]:
    return bulk_edits.list_edits(actor, page).map(BulkEditOut.of)


def _bulk_edit_rows(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    key, shown = BulkEdit.parse_id(asked.get("bulk_edit", "")), asked.get("show", "")
    outcome = EditOutcome(shown) if shown in set(EditOutcome) else None
    return bulk_edits.list_rows(actor, key, page, outcome=outcome).map(BulkEditRowOut.of)


register_export(
    ListExport(name="bulk-edits", shape=BulkEditOut, read=_bulk_edits),
    ListExport(name="bulk-edits-rows", shape=BulkEditRowOut, read=_bulk_edit_rows),
    ListExport(name="events", shape=EventOut, read=_events),
    ListExport(name="notifications", shape=NotificationOut, read=_notifications),
    ListExport(name="imports", shape=ImportOut, read=_imports),
    ListExport(name="imports-rows", shape=ImportRowOut, read=_import_rows),
)
