"""Tasks about partners, for the partner's people or for ours; and telling people of a partner something."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.identity.public import list_administrator_ids, list_partner_people
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.automation.events import (
    HostTaskClosed,
    HostTaskOpened,
    PartnerTaskClosed,
    PartnerTaskOpened,
    PartnerTold,
)
from steelyard.partners.automation.refusals import NobodyToTell, PartnerTaskClosedAlready, TaskOpenAlready
from steelyard.partners.automation.terms import TaskPurpose
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.models import PartnerTask
from steelyard.partners.onboarding.terms import Doer
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def open_partner_task(
    *,
    actor: Actor,
    partner_id: UUID,
    title: str,
    doer: Doer,
    due_on: date,
    text: str = "",
    purpose: TaskPurpose = TaskPurpose.FREE,
    now: datetime,
) -> UUID:
    """Ask somebody of a partner, or of ours, to do something about it by a day. Raises: NotFound, NotAllowed, TaskOpenAlready."""
    partner = lock_partner(actor, partner_id)
    if PartnerTask.objects.filter(partner=partner, title=title, doer=doer, closed_at=None).exists():
        raise TaskOpenAlready(title=title)
    task = PartnerTask.objects.create(
        partner=partner,
        title=title,
        text=text,
        doer=doer,
        is_internal=not doer.is_partner,
        purpose=purpose,
        due_on=due_on,
        opened_at=now,
    )
    kind = PartnerTaskOpened if doer.is_partner else HostTaskOpened
    happened = kind(**subject_of(partner), task_id=task.id, title=title, doer=doer, due_on=due_on)
    record(happened, actor=actor, now=now)
    return task.id


@transaction.atomic
def close_partner_task(*, actor: Actor, task_id: UUID, remark: str = "", now: datetime) -> None:
    """Say that a task is done. Raises: NotFound, NotAllowed, PartnerTaskClosedAlready."""
    seen = PartnerTask.visible_to(actor).filter(id=task_id).first()
    if seen is None:
        raise NotFound
    if not permissions.can_close_journey_task(actor, partner_id=seen.partner_id, doer=Doer(seen.doer)):
        raise NotAllowed
    with as_system():
        task = PartnerTask.objects.select_for_update(of=("self",)).select_related("partner").get(id=task_id)
        if task.closed_at is not None:
            raise PartnerTaskClosedAlready(title=task.title)
        task.closed_at, task.closed_by, task.remark = now, actor.person_id, remark
        task.save(update_fields=["closed_at", "closed_by", "remark"])
        kind = HostTaskClosed if task.is_internal else PartnerTaskClosed
        happened = kind(**subject_of(task.partner), task_id=task.id, title=task.title, remark=remark)
        record(happened, actor=actor, now=now)


@transaction.atomic
def tell_partner(
    *, actor: Actor, partner_id: UUID, title: str, text: str, role: Role = Role.PARTNER_ADMIN, now: datetime
) -> None:
    """Tell those of a partner who have a role something, in the portal and by mail as each of them wishes to hear of it.

    Raises: NotFound, NotAllowed, NobodyToTell.
    """
    partner = queries.get_partner(actor, partner_id)
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    if not list_told(partner.id, role):
        raise NobodyToTell
    record(PartnerTold(**subject_of(partner), title=title, text=text, role=role), actor=actor, now=now)


def list_told(partner_id: UUID, role: Role) -> set[UUID]:
    """Return the people of a partner in a role; where there are none, its administrators."""
    with as_system():
        found = {person for person, _partner in list_partner_people({partner_id}, roles=[role])}
        return found or set(list_administrator_ids({partner_id}))
