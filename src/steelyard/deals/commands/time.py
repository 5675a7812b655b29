"""What time does to registrations: reminders, escalation, provisional approval, expiry, and the next in line."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.deals.commands.closing import close
from steelyard.deals.commands.extensions import extend_by_rules, gather_extension
from steelyard.deals.commands.following import rules_of
from steelyard.deals.commands.locking import change, lock_with_scope
from steelyard.deals.commands.redeciding import gather_again, held_lines, settle
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.events import ProtectionEnding, RegistrationExpired, ReviewEscalated, ReviewOverdue
from steelyard.deals.models import DealRegistration
from steelyard.deals.policies import (
    compute_days_left,
    compute_next_reminder,
    decide_extension,
    decide_provisional_approval,
    decide_registration,
)
from steelyard.deals.refusals import NotPossibleNow
from steelyard.deals.terms import (
    LIVE_STATES,
    PROTECTED_STATES,
    ClosureCode,
    ExtensionState,
    Outcome,
    RegistrationState,
    is_better,
)
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotFound, sentence
from steelyard.platform.events import record

JOINT_WORK = sentence("Both sides are at work on the deal.")
_CAN_EXPIRE = PROTECTED_STATES | {RegistrationState.INFORMATION_REQUESTED}


@transaction.atomic
def expire_registration(*, registration_id: UUID, now: datetime) -> bool:
    """End a protection whose period is over, or a registration whose question stayed unanswered; tell whether it ended.

    A protection whose opportunity both sides worked on since the last grant is extended instead, while the rules allow it.
    """
    registration = _held(registration_id, now, _CAN_EXPIRE)
    if registration is None:
        return False
    if registration.state == RegistrationState.INFORMATION_REQUESTED:
        if registration.answer_due_at is None or now < registration.answer_due_at:
            return False
        code = ClosureCode.INCOMPLETE_EXPIRED
    else:
        if registration.protected_until is None or now < registration.protected_until:
            return False
        if _extended_by_activity(registration, now):
            return False
        code = ClosureCode.PROTECTION_EXPIRED
    close(registration, RegistrationState.EXPIRED, code, now=now)
    happened = RegistrationExpired(**subject_of(registration), closure_code=code)
    record(happened, actor=SYSTEM, now=now, related=related_to(registration))
    return True


@transaction.atomic
def remind_of_end(*, registration_id: UUID, now: datetime) -> bool:
    """Announce that a protection ends soon, once for each reminder day; tell whether it was announced."""
    registration = _held(registration_id, now, PROTECTED_STATES)
    if registration is None or registration.next_reminder_at is None or registration.protected_until is None:
        return False
    until = registration.protected_until
    if now < registration.next_reminder_at:
        return False
    rules = rules_of(registration, now).rules
    change(registration, next_reminder_at=compute_next_reminder(until, rules, after=now))
    if now >= until:
        return False
    happened = ProtectionEnding(
        **subject_of(registration), days_left=compute_days_left(until, now), protected_until=until
    )
    record(happened, actor=SYSTEM, now=now, related=related_to(registration))
    return True


@transaction.atomic
def escalate_review(*, registration_id: UUID, now: datetime) -> bool:
    """Announce that a review is about to be late, once; tell whether it was announced."""
    registration = _held(registration_id, now, LIVE_STATES)
    if registration is None or registration.escalate_at is None or registration.due_at is None:
        return False
    if now < registration.escalate_at:
        return False
    change(registration, escalate_at=None)
    happened = ReviewEscalated(**subject_of(registration), due_at=registration.due_at)
    record(happened, actor=SYSTEM, now=now, related=related_to(registration))
    return True


@transaction.atomic
def approve_provisionally(*, registration_id: UUID, now: datetime) -> bool:
    """At the hard limit of a review, approve what conflicts with nothing, or say that it is overdue; tell which."""
    registration = _held(registration_id, now, LIVE_STATES)
    if registration is None or registration.hard_due_at is None or now < registration.hard_due_at:
        return False
    lines = held_lines(registration)
    case = gather_again(registration, lines, now=now)
    decision = decide_provisional_approval(case.facts, case.rules.rules)
    if decision.outcome.is_approval:
        settle(registration, lines, case, decision, actor=SYSTEM, now=now)
        change(registration, is_provisional=True)
        return True
    overdue = ReviewOverdue(**subject_of(registration), hard_due_at=registration.hard_due_at)
    change(registration, hard_due_at=None)
    record(overdue, actor=SYSTEM, now=now, related=related_to(registration))
    return False


@transaction.atomic
def reconsider_registration(*, actor: Actor, registration_id: UUID, now: datetime) -> bool:
    """Decide what waits again because somebody before it left; tell whether that made it better."""
    registration = _held(registration_id, now, LIVE_STATES)
    if registration is None or registration.hard_due_at is None:
        return False
    lines = held_lines(registration)
    if not lines:
        return False
    case = gather_again(registration, lines, now=now)
    decision = decide_registration(case.facts, case.rules.rules)
    if not is_better(decision.outcome, Outcome.HELD):
        return False
    settle(registration, lines, case, decision, actor=actor, now=now)
    return True


def _held(registration_id: UUID, now: datetime, allowed: frozenset[RegistrationState]) -> DealRegistration | None:
    """The registration, locked; None where somebody was faster."""
    try:
        return lock_with_scope(SYSTEM, registration_id, now=now, allowed=allowed)
    except (NotFound, NotPossibleNow):
        return None


def _extended_by_activity(registration: DealRegistration, now: datetime) -> bool:
    if registration.opportunity_id is None or registration.protected_until is None:
        return False
    rules = rules_of(registration, now)
    # The end is exclusive: the last instant of the protection is the one before it.
    facts = gather_extension(registration, now=min(now, registration.protected_until))
    just_before = replace(facts, asked_at=registration.protected_until - timedelta(microseconds=1), evidence=())
    decision = decide_extension(just_before, rules.rules)
    if decision.outcome != ExtensionState.GRANTED:
        return False
    extend_by_rules(registration, just_before, rules, decision, reason=JOINT_WORK, actor=SYSTEM, now=now)
    return True
