"""Asking for a longer protection, and deciding it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from steelyard.deals import permissions
from steelyard.deals.commands.following import evidence_rows, rules_of
from steelyard.deals.commands.locking import change, lock_with_scope
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.drafts import EvidenceDraft, require_evidence
from steelyard.deals.events import ExtensionGranted, ExtensionRefused, ExtensionRequested
from steelyard.deals.models import DealRegistration, Evidence, ExtensionRequest, RegistrationLine
from steelyard.deals.policies import (
    EvidenceFacts,
    ExtensionFacts,
    compute_extended_until,
    compute_next_reminder,
)
from steelyard.deals.policies import (
    decide_extension as decide_by_rules,
)
from steelyard.deals.program import EXTENSION
from steelyard.deals.refusals import ExtensionAlreadyAsked, NoExtensionAsked, ReasonMissing, ScopeTakenSince
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import PROTECTED_STATES, EvidenceKind, ExtensionState, LineState
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.decisions import Decision, Reason
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline.public import OpportunityCard, find_opportunity
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, record_decision


@transaction.atomic
def request_extension(
    *,
    actor: Actor,
    registration_id: UUID,
    reason: str,
    now: datetime,
    evidence: Iterable[EvidenceDraft] = (),
    version: int | None = None,
) -> ExtensionState:
    """Ask for a longer protection; with evidence of activity since the last grant the rules grant it at once.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, ExtensionAlreadyAsked, EvidenceEmpty.
    """
    given = list(evidence)
    for piece in given:
        require_evidence(piece)
    registration = lock_with_scope(actor, registration_id, now=now, allowed=PROTECTED_STATES, version=version)
    if not permissions.can_follow_up(actor, registration):
        raise NotAllowed
    if _waiting(registration) is not None:
        raise ExtensionAlreadyAsked
    Evidence.objects.bulk_create(evidence_rows(registration, given, actor=actor, now=now))
    rules = rules_of(registration, now)
    facts = gather_extension(registration, now=now)
    decision = decide_by_rules(facts, rules.rules)
    asked = _keep(registration, facts, rules, decision, reason=reason, actor=actor, now=now)
    happened = ExtensionRequested(**subject_of(registration), extension_id=asked.id, reason=reason)
    record(happened, actor=actor, now=now, related=related_to(registration))
    if asked.state == ExtensionState.GRANTED:
        grant(registration, asked, rules.rules, actor=actor, now=now, by_hand=False)
    elif asked.state == ExtensionState.REFUSED:
        _announce_refusal(registration, asked, decision.reasons[0].code, actor=actor, now=now, by_hand=False)
    return ExtensionState(asked.state)


@transaction.atomic
def decide_extension(
    *, actor: Actor, registration_id: UUID, granted: bool, now: datetime, reason: str = ""
) -> ExtensionState:
    """Grant or refuse the extension that waits; a refusal needs a reason.

    Raises: NotFound, NotAllowed, NotPossibleNow, NoExtensionAsked, ReasonMissing, ScopeTakenSince.
    """
    if not permissions.can_review(actor):
        raise NotAllowed
    if not granted and not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    registration = lock_with_scope(actor, registration_id, now=now, allowed=PROTECTED_STATES)
    asked = _waiting(registration)
    if asked is None:
        raise NoExtensionAsked
    rules = rules_of(registration, now)
    state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    said = Reason(code="decided_by_hand", rule="DR-4b", params={"reason": reason})
    decision = Decision(outcome=state, reasons=(said if reason else Reason(code="approved_by_hand", rule="DR-4b"),))
    facts = gather_extension(registration, now=now)
    if granted and facts.is_scope_taken:
        raise ScopeTakenSince
    asked.decision_id = _record(registration, facts, rules, decision, actor=actor, now=now, by_hand=True)
    asked.state, asked.decided_at, asked.decided_by, asked.decision_note = state, now, actor.person_id, reason
    asked.save(update_fields=["state", "decided_at", "decided_by", "decision_note", "decision_id"])
    if granted:
        grant(registration, asked, rules.rules, actor=actor, now=now, by_hand=True)
    else:
        _announce_refusal(registration, asked, reason, actor=actor, now=now, by_hand=True)
    return state


def gather_extension(registration: DealRegistration, *, now: datetime) -> ExtensionFacts:
    """Return everything that decides an extension of the registration."""
    if registration.protected_until is None or registration.granted_at is None:
        raise ValueError("only a protection is extended")
    rows = Evidence.objects.filter(registration=registration).order_by("added_at", "id")
    opportunity = (
        find_opportunity(SYSTEM, registration.opportunity_id) if registration.opportunity_id is not None else None
    )
    return ExtensionFacts(
        registration_id=registration.id,
        asked_at=now,
        protected_until=registration.protected_until,
        granted_at=registration.granted_at,
        extension_count=registration.extension_count,
        evidence=tuple(EvidenceFacts(kind=EvidenceKind(row.kind), added_at=row.added_at) for row in rows),
        joint_activity_at=_joint_activity(opportunity) if opportunity else None,
        is_scope_taken=now >= registration.protected_until and _is_scope_taken(registration),
    )


def extend_by_rules(
    registration: DealRegistration,
    facts: ExtensionFacts,
    rules: RulesInForce[DealRegistrationRules],
    decision: Decision,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Extend a protection that nobody asked to extend, because the rules say so."""
    asked = _keep(registration, facts, rules, decision, reason=reason, actor=actor, now=now)
    grant(registration, asked, rules.rules, actor=actor, now=now, by_hand=False)


def grant(
    registration: DealRegistration,
    asked: ExtensionRequest,
    rules: DealRegistrationRules,
    *,
    actor: Actor,
    now: datetime,
    by_hand: bool,
) -> None:
    """Make the protection longer, from its present end on."""
    if registration.protected_until is None:
        raise ValueError("only a protection is extended")
    until = compute_extended_until(registration.protected_until, rules)
    change(
        registration,
        protected_until=until,
        granted_at=now,
        extension_count=registration.extension_count + 1,
        next_reminder_at=compute_next_reminder(until, rules, after=now),
    )
    lines = list(RegistrationLine.objects.filter(registration=registration, state=LineState.PROTECTED))
    for line in lines:
        line.protected_during = DateTimeTZRange(line.protected_during.lower, until)
    RegistrationLine.objects.bulk_update(lines, ["protected_during"])
    asked.protected_until = until
    asked.save(update_fields=["protected_until"])
    happened = ExtensionGranted(
        **subject_of(registration), extension_id=asked.id, protected_until=until, by_hand=by_hand
    )
    record(happened, actor=actor, now=now, related=related_to(registration))


def _is_scope_taken(registration: DealRegistration) -> bool:
    """Tell whether somebody else was protected between the end of a protection and the job that would extend it."""
    if registration.company_id is None:
        return False
    lines = RegistrationLine.objects.filter(state=LineState.PROTECTED, registration__company_id=registration.company_id)
    own = lines.filter(registration=registration).values("scope_key")
    since = DateTimeTZRange(registration.protected_until, None)
    others = lines.exclude(registration=registration).filter(scope_key__in=own, protected_during__overlap=since)
    return others.exists()


def _joint_activity(opportunity: OpportunityCard) -> datetime | None:
    """When both sides last worked on the opportunity; that it was opened is no work yet."""
    was_worked_on = opportunity.is_open and opportunity.last_activity_at > opportunity.opened_at
    return opportunity.last_activity_at if was_worked_on else None


def _waiting(registration: DealRegistration) -> ExtensionRequest | None:
    return ExtensionRequest.objects.filter(registration=registration, state=ExtensionState.WAITING).first()


def _keep(
    registration: DealRegistration,
    facts: ExtensionFacts,
    rules: RulesInForce[DealRegistrationRules],
    decision: Decision,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ExtensionRequest:
    is_waiting = decision.outcome == ExtensionState.WAITING
    return ExtensionRequest.objects.create(
        registration=registration,
        partner_id=registration.partner_id,
        reason=reason,
        state=decision.outcome,
        asked_at=now,
        asked_by=actor.person_id,
        decided_at=None if is_waiting else now,
        decision_id=_record(registration, facts, rules, decision, actor=actor, now=now),
    )


def _record(
    registration: DealRegistration,
    facts: ExtensionFacts,
    rules: RulesInForce[DealRegistrationRules],
    decision: Decision,
    *,
    actor: Actor,
    now: datetime,
    by_hand: bool = False,
) -> UUID:
    return record_decision(
        kind=EXTENSION,
        subject_id=registration.id,
        partner_id=registration.partner_id,
        facts=facts,
        rules=rules,
        decision=decision,
        actor=actor,
        now=now,
        by_hand=by_hand,
    )


def _announce_refusal(
    registration: DealRegistration,
    asked: ExtensionRequest,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    by_hand: bool,
) -> None:
    happened = ExtensionRefused(**subject_of(registration), extension_id=asked.id, reason=reason, by_hand=by_hand)
    record(happened, actor=actor, now=now, related=related_to(registration))
