"""The later life of a registration: withdrawn, appealed, cancelled, converted, won, lost, handed to another manager."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.deals import permissions
from steelyard.deals.commands.applying import start_clocks
from steelyard.deals.commands.closing import close
from steelyard.deals.commands.following import rules_of
from steelyard.deals.commands.locking import change, lock_registration, lock_with_scope
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.events import (
    ManagerReassigned,
    RegistrationAppealed,
    RegistrationCancelled,
    RegistrationConverted,
    RegistrationLost,
    RegistrationWithdrawn,
    RegistrationWon,
)
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.policies import may_appeal
from steelyard.deals.refusals import AppealTooLate, NotAHostPerson, ReasonMissing
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import (
    NEXT_STATES,
    PROTECTED_STATES,
    WAITING_STATES,
    ClosureCode,
    LineState,
    RegistrationState,
)
from steelyard.identity.public import find_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners.public import get_partner
from steelyard.pipeline.public import LineDraft, OpportunityDraft, open_opportunity
from steelyard.platform.events import record

_WITHDRAWABLE = WAITING_STATES | {RegistrationState.APPROVED}


@transaction.atomic
def withdraw_registration(
    *, actor: Actor, registration_id: UUID, reason: str, now: datetime, version: int | None = None
) -> None:
    """Give a claim up for good, while it is not converted.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, ReasonMissing.
    """
    if not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    registration = lock_with_scope(actor, registration_id, now=now, allowed=_WITHDRAWABLE, version=version)
    if not permissions.can_follow_up(actor, registration):
        raise NotAllowed
    close(registration, RegistrationState.WITHDRAWN, ClosureCode.WITHDRAWN, now=now, reason=reason)
    happened = RegistrationWithdrawn(**subject_of(registration), reason=reason)
    record(happened, actor=actor, now=now, related=related_to(registration))


@transaction.atomic
def cancel_registration(
    *, actor: Actor, registration_id: UUID, reason: str, now: datetime, version: int | None = None
) -> None:
    """Revoke a protection, for a reason that the partner reads.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, ReasonMissing.
    """
    if not permissions.can_review(actor):
        raise NotAllowed
    if not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    registration = lock_with_scope(actor, registration_id, now=now, allowed=PROTECTED_STATES, version=version)
    families = close(registration, RegistrationState.CANCELLED, ClosureCode.REVOKED, now=now, reason=reason)
    happened = RegistrationCancelled(
        **subject_of(registration), closure_code=ClosureCode.REVOKED, reason=reason, families=tuple(families)
    )
    record(happened, actor=actor, now=now, related=related_to(registration))


@transaction.atomic
def appeal_registration(
    *, actor: Actor, registration_id: UUID, reason: str, now: datetime, version: int | None = None
) -> None:
    """Bring a rejection before a person, while there is time to appeal; the claim takes its place anew.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, ReasonMissing, AppealTooLate.
    """
    if not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    rejected = {RegistrationState.REJECTED}
    registration = lock_with_scope(actor, registration_id, now=now, allowed=rejected, version=version)
    if not permissions.can_follow_up(actor, registration):
        raise NotAllowed
    rules = rules_of(registration, now).rules
    if not may_appeal(registration.closed_at or now, now, rules):
        raise AppealTooLate
    reopen(registration, rules, now)
    happened = RegistrationAppealed(**subject_of(registration), reason=reason)
    record(happened, actor=actor, now=now, related=related_to(registration))


def reopen(registration: DealRegistration, rules: DealRegistrationRules, now: datetime) -> None:
    """Bring a rejected registration before a person; its claim takes its place anew."""
    RegistrationLine.objects.filter(registration=registration, state=LineState.REFUSED).update(state=LineState.HELD)
    start_clocks(registration, rules, now)
    change(
        registration,
        state=RegistrationState.UNDER_REVIEW,
        closure_code="",
        closed_at=None,
        complete_at=now if registration.complete_at else None,
        escalate_at=registration.escalate_at,
        due_at=registration.due_at,
        # What a person has to look at is never decided by the lapse of time.
        hard_due_at=None,
    )


@transaction.atomic
def convert_registration(*, actor: Actor, registration_id: UUID, now: datetime, version: int | None = None) -> UUID:
    """Open the opportunity that the registration was about, and return its id; the protection goes on.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, and what opening an opportunity raises.
    """
    approved = {RegistrationState.APPROVED}
    registration = lock_registration(actor, registration_id, allowed=approved, version=version)
    if not permissions.can_follow_up(actor, registration):
        raise NotAllowed
    opportunity_id = open_opportunity(actor=actor, draft=_opportunity(registration, now), now=now)
    change(registration, state=RegistrationState.CONVERTED, opportunity_id=opportunity_id)
    happened = RegistrationConverted(**subject_of(registration), opportunity_id=opportunity_id)
    record(happened, actor=actor, now=now, related=related_to(registration))
    return opportunity_id


@transaction.atomic
def record_won(*, actor: Actor, registration_id: UUID, opportunity_id: UUID, now: datetime) -> bool:
    """Close a registration whose opportunity was won, and tell whether it was still open."""
    registration = _open_one(registration_id, RegistrationState.WON)
    if registration is None:
        return False
    close(registration, RegistrationState.WON, ClosureCode.WON, now=now)
    happened = RegistrationWon(**subject_of(registration), opportunity_id=opportunity_id)
    record(happened, actor=actor, now=now, related=related_to(registration))
    return True


@transaction.atomic
def record_lost(*, actor: Actor, registration_id: UUID, reason: str, now: datetime) -> bool:
    """Close a registration whose opportunity was lost, and tell whether it was still open."""
    registration = _open_one(registration_id, RegistrationState.LOST)
    if registration is None:
        return False
    close(registration, RegistrationState.LOST, ClosureCode.LOST, now=now, reason=reason)
    happened = RegistrationLost(**subject_of(registration), reason=reason)
    record(happened, actor=actor, now=now, related=related_to(registration))
    return True


@transaction.atomic
def reassign_manager(*, actor: Actor, registration_id: UUID, manager_id: UUID | None, now: datetime) -> None:
    """Hand the registration to another person of the host, or to nobody.

    Raises: NotFound, NotAllowed, NotPossibleNow, NotAHostPerson.
    """
    if not permissions.can_review(actor):
        raise NotAllowed
    submitted = frozenset(RegistrationState) - {RegistrationState.DRAFT}
    registration = lock_registration(actor, registration_id, allowed=submitted)
    if manager_id is not None:
        person = find_people({manager_id}).get(manager_id)
        if person is None or not person.is_host:
            raise NotAHostPerson
    if registration.manager_id == manager_id:
        return
    change(registration, manager_id=manager_id)
    happened = ManagerReassigned(**subject_of(registration), manager_id=manager_id)
    record(happened, actor=actor, now=now, related=related_to(registration))


def _open_one(registration_id: UUID, target: RegistrationState) -> DealRegistration | None:
    found = DealRegistration.objects.select_for_update().filter(id=registration_id).first()
    return found if found and target in NEXT_STATES[RegistrationState(found.state)] else None


def _opportunity(registration: DealRegistration, now: datetime) -> OpportunityDraft:
    if registration.company_id is None or registration.close_on is None:
        raise ValueError("an approved registration has a company and a close date")
    protected = RegistrationLine.objects.filter(
        registration=registration, state__in=[LineState.PROTECTED, LineState.TEAMING]
    )
    lines = list(protected.select_related("family").order_by("family"))
    return OpportunityDraft(
        company_id=registration.company_id,
        name=f"{registration.company_name}: {', '.join(line.family.name for line in lines)}"[:200],
        region=registration.region_id or get_partner(registration.partner_id, at=now).region,
        amount=registration.money,
        close_on=registration.close_on,
        lines=tuple(LineDraft(family=line.family_id, amount=line.value) for line in lines),
        partner_id=registration.partner_id,
        partner_owner_id=registration.owner_id,
        source_registration_id=registration.id,
        next_step="",
    )
