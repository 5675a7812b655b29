"""Making a decision true: states, protection, clocks, and the event that says so."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from steelyard.deals.commands.subjects import subject_of
from steelyard.deals.events import (
    EvidenceRequested,
    RegistrationApproved,
    RegistrationDecided,
    RegistrationHeld,
    RegistrationPartlyApproved,
    RegistrationRejected,
)
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.policies import (
    RegistrationDecision,
    compute_answer_due,
    compute_next_reminder,
    compute_protection,
    compute_review_limits,
    find_closure,
)
from steelyard.deals.program import REGISTRATION
from steelyard.deals.queries.cases import Case
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import LineOutcome, LineState, Outcome, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.program.public import record_decision

CLOCKS = ("escalate_at", "due_at", "hard_due_at", "answer_due_at")
DECIDED_FIELDS = (
    *("state", "outcome", "closure_code", "closed_at", "decided_at", "decision_id", "complete_at", "is_provisional"),
    *("protected_from", "protected_until", "granted_at", "next_reminder_at", "version", *CLOCKS),
)
"""What `apply_decision` sets on a registration."""


def keep_decision(
    registration: DealRegistration,
    case: Case,
    decision: RegistrationDecision,
    *,
    actor: Actor,
    now: datetime,
    by_hand: bool = False,
) -> UUID:
    """Record the decision with its facts, and return its id."""
    return record_decision(
        kind=REGISTRATION,
        subject_id=registration.id,
        partner_id=registration.partner_id,
        facts=case.facts,
        rules=case.rules,
        decision=decision,
        actor=actor,
        now=now,
        by_hand=by_hand,
    )


def apply_decision(
    registration: DealRegistration,
    lines: Iterable[RegistrationLine],
    decision: RegistrationDecision,
    rules: DealRegistrationRules,
    *,
    decision_id: UUID,
    now: datetime,
) -> None:
    """Set what follows from the decision on the registration and its lines; writing them is the caller's."""
    registration.decision_id = decision_id
    registration.outcome = decision.outcome
    registration.is_provisional = decision.is_provisional
    stop_clocks(registration)
    if decision.outcome.is_approval:
        _protect(registration, rules, now)
    elif decision.outcome is Outcome.REJECTED:
        registration.state, registration.closed_at = RegistrationState.REJECTED, now
        registration.closure_code = find_closure(decision, rules)
    elif decision.needs_information:
        registration.state = RegistrationState.INFORMATION_REQUESTED
        registration.answer_due_at = compute_answer_due(now, rules)
    else:
        registration.state = RegistrationState.UNDER_REVIEW
    if decision.outcome is not Outcome.HELD:
        registration.decided_at = now
    outcomes = {line.family: line.outcome for line in decision.lines}
    for line in lines:
        set_line(line, outcomes[line.family_id].state, registration, now)
    if LineOutcome.HELD in outcomes.values() and not decision.needs_information:
        start_clocks(registration, rules, now)


def set_line(line: RegistrationLine, state: LineState, registration: DealRegistration, now: datetime) -> None:
    """Set a line's state, with the period if it protects, and cut the period off if it no longer does."""
    if state is LineState.PROTECTED:
        line.protected_during = DateTimeTZRange(now, registration.protected_until)
    elif state is LineState.ENDED and line.protected_during is not None:
        since, until = line.protected_during.lower, line.protected_during.upper
        line.protected_during = DateTimeTZRange(since, max(since, min(now, until)))
    line.state = state


def start_clocks(registration: DealRegistration, rules: DealRegistrationRules, now: datetime) -> None:
    """Let the host's time to decide run from now."""
    limits = compute_review_limits(now, rules)
    registration.escalate_at, registration.due_at = limits.escalate_at, limits.due_at
    registration.hard_due_at = limits.hard_due_at


def stop_clocks(registration: DealRegistration) -> None:
    """Let nobody's time run."""
    for clock in CLOCKS:
        setattr(registration, clock, None)


def _protect(registration: DealRegistration, rules: DealRegistrationRules, now: datetime) -> None:
    if registration.state != RegistrationState.CONVERTED:
        registration.state = RegistrationState.APPROVED
    if registration.protected_until is not None:
        return
    period = compute_protection(now, rules)
    registration.protected_from, registration.protected_until = period.starts_at, period.until
    registration.granted_at = now
    if period.until is not None:
        registration.next_reminder_at = compute_next_reminder(period.until, rules, after=now)


def event_of(
    registration: DealRegistration,
    decision: RegistrationDecision,
    *,
    rules: str,
    by_hand: bool = False,
    reason: str = "",
) -> RegistrationDecided:
    """Return the event that announces the decision."""
    families = {
        outcome: tuple(line.family for line in decision.lines if line.outcome is outcome) for outcome in LineOutcome
    }
    said = {
        **subject_of(registration),
        "decision_id": registration.decision_id,
        "rules": rules,
        "by_hand": by_hand,
        "protected": families[LineOutcome.APPROVED],
        "teaming": families[LineOutcome.TEAMING],
        "held": families[LineOutcome.HELD],
        "refused": families[LineOutcome.REJECTED],
        "protected_until": registration.protected_until,
    }
    if decision.outcome is Outcome.REJECTED:
        return RegistrationRejected(**said, closure_code=registration.closure_code, reason=reason)
    if decision.outcome is Outcome.HELD:
        if decision.needs_information:
            return EvidenceRequested(**said, answer_due_at=registration.answer_due_at)
        return RegistrationHeld(**said, due_at=registration.due_at)
    approved = RegistrationPartlyApproved if decision.outcome is Outcome.APPROVED_IN_PART else RegistrationApproved
    return approved(**said, is_provisional=decision.is_provisional)
