"""What the frame itself adds to the frame: home, the bell, the audit page."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from steelyard.kernel.actors import Actor, Role
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.queries import can_edit_together
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.queries import list_kinds, may_begin
from steelyard.platform.notifications import count_unread
from steelyard.ui.portal import AccountEntry, Bell, NavEntry, PaletteAction, Section, portal
from steelyard.ui.records import register_record_page

AUDITING_ROLES = (Role.AUDITOR, Role.PROGRAM_ADMIN, Role.CHANNEL_MANAGER, Role.FINANCE, Role.EXECUTIVE)


def can_audit(actor: Actor) -> bool:
    """Tell whether the actor may read the log: some host roles all of it, a partner's administrator their own part."""
    if actor.is_host:
        return actor.has_role(*AUDITING_ROLES)
    return actor.is_partner and actor.has_role(Role.PARTNER_ADMIN)


def _unread(actor: Actor) -> int:
    return count_unread(actor.person_id) if isinstance(actor.person_id, UUID) else 0


def may_import(actor: Actor) -> bool:
    """Tell whether there is anything that the actor may import."""
    return bool(list_kinds(actor))


register_record_page(Import.PREFIX, "import")
register_record_page(BulkEdit.PREFIX, "bulk-edit")
portal.add(
    NavEntry(
        key="imports",
        label=_("Imports"),
        icon="table-import",
        url_name="imports",
        section=Section.PROGRAM,
        order=40,
        visible=may_import,
    ),
    NavEntry(
        key="bulk-edits",
        label=_("Bulk edits"),
        icon="edit",
        url_name="bulk-edits",
        section=Section.PROGRAM,
        order=50,
        visible=can_edit_together,
    ),
    PaletteAction(
        key="import-new",
        label=_("Import a file"),
        icon="table-import",
        url_name="import-new",
        order=90,
        visible=may_begin,
        words=_("upload csv excel spreadsheet migrate"),
    ),
    NavEntry(key="home", label=_("Home"), icon="home", url_name="home", section=Section.START, order=10, go_key="h"),
    NavEntry(
        key="audit",
        label=_("Audit"),
        icon="history",
        url_name="audit",
        section=Section.PROGRAM,
        order=60,
        visible=can_audit,
        go_key="u",
    ),
    Bell(url_name="notifications", unread=_unread),
    AccountEntry(
        key="notifications", label=_("Notifications"), icon="bell-cog", url_name="notification-preferences", order=40
    ),
)
