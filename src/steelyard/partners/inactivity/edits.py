"""What may be done for many inactive partners at once: ask somebody to review them, or tell their people something."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands, permissions, queries
from steelyard.partners.automation.terms import TaskPurpose
from steelyard.partners.inactivity.filters import quiet_filter_from
from steelyard.partners.inactivity.queries import find_quiet_partners
from steelyard.partners.models import Partner, PartnerTask
from steelyard.partners.onboarding.terms import Doer
from steelyard.platform.bulk_edits.lists import Change, Edit, EditableList, Facts, register_edits

_DUE_DAYS = 14
_may_manage = permissions.can_manage_partners


def _inactive(actor: Actor, asked: QueryDict, now: datetime) -> QuerySet[Partner]:
    return find_quiet_partners(actor, quiet_filter_from(asked, today=queries.today(now)))


def _read_tasks(ids: Collection[UUID]) -> Facts:
    found: dict[UUID, list[str]] = {}
    rows = PartnerTask.objects.filter(partner__in=ids, closed_at=None, is_internal=True)
    for partner_id, title in rows.values_list("partner_id", "title"):
        found.setdefault(partner_id, []).append(title)
    return found


def _read_nothing(_ids: Collection[UUID]) -> Facts:
    return {}


def _open(edit: Edit, purpose: TaskPurpose) -> None:
    commands.open_partner_task(
        actor=edit.actor,
        partner_id=edit.subject_id,
        title=edit.value,
        doer=Doer.CHANNEL_MANAGER,
        purpose=purpose,
        due_on=queries.today(edit.now) + timedelta(days=_DUE_DAYS),
        now=edit.now,
    )


def _tell(edit: Edit) -> None:
    commands.tell_partner(
        actor=edit.actor, partner_id=edit.subject_id, title=_("We miss you"), text=edit.value, now=edit.now
    )


register_edits(
    EditableList(
        name="inactive-partners",
        label=sentence("Inactive partners"),
        noun=Partner.PREFIX,
        area="partners",
        url_name="partners:inactive",
        select=_inactive,
        names=queries.find_names,
        changes=[
            Change(
                key="review",
                label=sentence("Open a review"),
                allows=_may_manage,
                read=_read_tasks,
                apply=lambda edit: _open(edit, TaskPurpose.FREE),
            ),
            Change(
                key="offboarding",
                label=sentence("Propose an offboarding"),
                allows=_may_manage,
                read=_read_tasks,
                apply=lambda edit: _open(edit, TaskPurpose.OFFBOARDING),
            ),
            Change(key="nudge", label=sentence("Send a message"), allows=_may_manage, read=_read_nothing, apply=_tell),
        ],
    )
)
