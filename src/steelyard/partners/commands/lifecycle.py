"""Moving partners through their life: by a person's word where the rules allow it, and back after they left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.identity.public import end_access, restore_access
from steelyard.kernel.actors import Actor
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.commands.moving import move_partner
from steelyard.partners.events import PartnerReturned
from steelyard.partners.lifecycle.policies import decide_return, list_missing
from steelyard.partners.lifecycle.queries import find_last_offboarding, gather_facts, leaving_facts, rules_of
from steelyard.partners.lifecycle.steps import count_open
from steelyard.partners.lifecycle.terms import ReturnPath
from steelyard.partners.refusals import (
    CannotReturn,
    ReasonMissing,
    RequirementsMissing,
    StatusCannotFollow,
    StillOpen,
)
from steelyard.partners.terms import NEXT_STATUSES, PartnerStatus
from steelyard.platform.events import record

_NEEDS_REASON = {PartnerStatus.SUSPENDED, PartnerStatus.ENDED}


@transaction.atomic
def set_status(*, actor: Actor, partner_id: UUID, status: PartnerStatus, reason: str, now: datetime) -> None:
    """Move a partner to another state, where it has what the rules ask for there.

    Suspending and ending need a reason that the partner may read. One of whom nothing is open ends at once, with its access; any
    other leaves by an offboarding.

    Raises: NotFound, NotAllowed, StatusCannotFollow, ReasonMissing, RequirementsMissing, StillOpen.
    """
    partner = lock_partner(actor, partner_id)
    before = PartnerStatus(partner.status)
    if before is status:
        return
    if status not in NEXT_STATUSES[before]:
        raise StatusCannotFollow(before=before, after=status)
    if status in _NEEDS_REASON and not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    missing = list_missing(gather_facts(partner, now=now), status, rules_of(partner, now=now).rules)
    if missing:
        raise RequirementsMissing(missing=", ".join(_(need.label) for need in missing))
    if status is PartnerStatus.ENDED:
        if still_open := count_open(partner.id):
            raise StillOpen(count=still_open)
        end_access(actor=actor, partner_id=partner.id, now=now)
    move_partner(partner, status, reason=reason, actor=actor, now=now)


@transaction.atomic
def return_partner(
    *, actor: Actor, partner_id: UUID, reason: str = "", with_people: bool = True, now: datetime
) -> ReturnPath:
    """Bring a partner back that had left, and return by which path: at once where the rules allow it, else through onboarding.

    With its people, those whose access the offboarding ended have it again; keys stay dead.

    Raises: NotFound, NotAllowed, CannotReturn.
    """
    partner = lock_partner(actor, partner_id)
    if partner.status != PartnerStatus.ENDED or partner.merged_into_id is not None:
        raise CannotReturn(name=partner.name)
    offboarding = find_last_offboarding(partner.id)
    offer = decide_return(
        gather_facts(partner, now=now),
        leaving_facts(partner, offboarding),
        rules_of(partner, now=now).rules,
        now=now,
    )
    move_partner(partner, offer.path.status, reason=reason, actor=actor, now=now)
    members = 0
    if with_people and offboarding is not None:
        members = restore_access(actor=actor, membership_ids=offboarding.member_ids, now=now)
    record(PartnerReturned(**subject_of(partner), path=offer.path, members=members), actor=actor, now=now)
    return offer.path
