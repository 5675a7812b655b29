"""Offboarding partners: begun once, settled step by step, completed when nothing is open, or called off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.identity.public import end_access, restore_access
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotFound
from steelyard.partners import queries
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.commands.moving import move_partner
from steelyard.partners.events import (
    OffboardingBegan,
    OffboardingCancelled,
    OffboardingCompleted,
    OffboardingDue,
    OffboardingStepSettled,
)
from steelyard.partners.lifecycle.queries import find_offboarding, list_steps, rules_of
from steelyard.partners.lifecycle.steps import Settlement, find_offboarding_step
from steelyard.partners.lifecycle.terms import BY_HAND, DataWish, OffboardingDraft, OffboardingState, Way
from steelyard.partners.models import Offboarding, OffboardingSettlement, Partner, PartnerProfile
from steelyard.partners.refusals import (
    CannotLeave,
    HeirNotPossible,
    OffboardingClosed,
    ReasonMissing,
    StepsOpen,
    WayNotPossible,
)
from steelyard.partners.terms import MAY_LEAVE, PartnerStatus
from steelyard.platform.events import record


@transaction.atomic
def begin_offboarding(*, actor: Actor, partner_id: UUID, draft: OffboardingDraft, now: datetime) -> UUID:
    """Begin to offboard a partner and return the offboarding: its people and programs have no access from this instant on.

    Raises: NotFound, NotAllowed, ReasonMissing, CannotLeave (it is leaving already, or has left).
    """
    partner = lock_partner(actor, partner_id)
    if PartnerStatus(partner.status) not in MAY_LEAVE:
        raise CannotLeave(name=partner.name)
    if not draft.explanation:
        raise ReasonMissing(fields={"explanation": ReasonMissing.text})
    members = end_access(actor=actor, partner_id=partner.id, now=now)
    offboarding = Offboarding.objects.create(
        partner=partner,
        reason=draft.reason,
        explanation=draft.explanation,
        data=draft.data,
        status_before=partner.status,
        member_ids=members,
        begun_at=now,
        begun_by=actor.person_id,
        due_on=queries.today(now) + timedelta(days=rules_of(partner, now=now).rules.offboarding_days),
    )
    move_partner(partner, PartnerStatus.LEAVING, reason=draft.explanation, actor=actor, now=now)
    happened = OffboardingBegan(
        **subject_of(partner),
        offboarding_id=offboarding.id,
        reason=draft.reason,
        due_on=offboarding.due_on,
        members=len(members),
    )
    record(happened, actor=actor, now=now)
    return offboarding.id


@transaction.atomic
def settle_step(
    *,
    actor: Actor,
    offboarding_id: UUID,
    step: str,
    way: Way,
    now: datetime,
    heir_id: UUID | None = None,
    note: str = "",
) -> int:
    """Settle a step of the checklist, and return how much was closed or handed over.

    What a person does by hand is said to be done, or not needed with a word why.

    Raises: NotFound, NotAllowed, OffboardingClosed, WayNotPossible, HeirNotPossible, ReasonMissing.
    """
    Partner.lock_hierarchy()  # before any partner, as whoever moves one under another does
    offboarding, partner = _lock(actor, offboarding_id)
    known = find_offboarding_step(step)
    item = rules_of(partner, now=now).rules.find_item(step)
    heir: Partner | None = None
    if known is not None:
        if way not in known.settle:
            raise WayNotPossible(fields={"way": WayNotPossible.text})
        heir = _require_heir(actor, partner, heir_id) if way is Way.HAND_OVER else None
        settlement = Settlement(
            partner_id=partner.id,
            reason=offboarding.explanation,
            actor=actor,
            now=now,
            heir_id=heir.id if heir else None,
        )
        label, count = known.label, known.settle[way](settlement)
    elif item is not None:
        if way not in BY_HAND:
            raise WayNotPossible(fields={"way": WayNotPossible.text})
        if way is Way.NOT_NEEDED and not note:
            raise ReasonMissing(fields={"note": ReasonMissing.text})
        label, count = item.text, 0
    else:
        raise NotFound
    OffboardingSettlement.objects.create(
        offboarding=offboarding,
        step=step,
        way=way,
        heir=heir,
        count=count,
        note=note,
        settled_at=now,
        settled_by=actor.person_id,
    )
    happened = OffboardingStepSettled(
        **subject_of(partner),
        offboarding_id=offboarding.id,
        step=step,
        label=label,
        way=way,
        count=count,
        heir_id=heir.id if heir else None,
    )
    record(happened, actor=actor, now=now, related=[heir.id] if heir else [])
    return count


@transaction.atomic
def complete_offboarding(*, actor: Actor, offboarding_id: UUID, now: datetime) -> None:
    """Let a partner be gone, once nothing of it is open; what it said of itself is erased if that was wished.

    Raises: NotFound, NotAllowed, OffboardingClosed, StepsOpen.
    """
    offboarding, partner = _lock(actor, offboarding_id)
    still_open = [step for step in list_steps(offboarding, partner, now=now) if not step.is_done]
    if still_open:
        raise StepsOpen(steps=", ".join(_(step.label) for step in still_open))
    if offboarding.data == DataWish.ERASE:
        PartnerProfile.erase_of([partner.id])
    _close(offboarding, OffboardingState.COMPLETED, actor, now)
    move_partner(partner, PartnerStatus.ENDED, reason=offboarding.explanation, actor=actor, now=now)
    happened = OffboardingCompleted(
        **subject_of(partner), offboarding_id=offboarding.id, reason=offboarding.reason, data=offboarding.data
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def cancel_offboarding(*, actor: Actor, offboarding_id: UUID, reason: str, now: datetime) -> None:
    """Let a partner stay after all: it is what it was before, and its people have access again. What was settled stays settled.

    Raises: NotFound, NotAllowed, OffboardingClosed, ReasonMissing.
    """
    offboarding, partner = _lock(actor, offboarding_id)
    if not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    _close(offboarding, OffboardingState.CANCELLED, actor, now)
    move_partner(partner, PartnerStatus(offboarding.status_before), reason="", actor=actor, now=now)
    restore_access(actor=actor, membership_ids=offboarding.member_ids, now=now)
    happened = OffboardingCancelled(**subject_of(partner), offboarding_id=offboarding.id, why=reason)
    record(happened, actor=actor, now=now)


@transaction.atomic
def remind_of_offboardings(*, now: datetime) -> int:
    """Tell of the offboardings whose day came yesterday, and return how many; called once a day."""
    yesterday = queries.today(now) - timedelta(days=1)
    late = Offboarding.objects.filter(state=OffboardingState.OPEN, due_on=yesterday).select_related("partner")
    happened = [
        OffboardingDue(**subject_of(one.partner), offboarding_id=one.id, due_on=one.due_on)
        for one in late.order_by("id")
    ]
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len(happened)


def _lock(actor: Actor, offboarding_id: UUID) -> tuple[Offboarding, Partner]:
    """Return an open offboarding with its partner, both held; the partner first, as who begins one does."""
    partner = lock_partner(actor, find_offboarding(actor, offboarding_id).partner_id)
    offboarding = Offboarding.objects.select_for_update().get(id=offboarding_id)
    if offboarding.state != OffboardingState.OPEN:
        raise OffboardingClosed
    return offboarding, partner


def _require_heir(actor: Actor, partner: Partner, heir_id: UUID | None) -> Partner:
    heir = queries.get_partner(actor, heir_id) if heir_id else None
    if heir is None or heir.id == partner.id or heir.status != PartnerStatus.ACTIVE:
        raise HeirNotPossible(fields={"heir": HeirNotPossible.text})
    return heir


def _close(offboarding: Offboarding, state: OffboardingState, actor: Actor, now: datetime) -> None:
    offboarding.state, offboarding.closed_at, offboarding.closed_by = state, now, actor.person_id
    offboarding.save(update_fields=["state", "closed_at", "closed_by"])
