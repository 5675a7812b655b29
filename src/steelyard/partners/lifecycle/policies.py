"""Which state may follow, and how a partner comes back: of facts and rules alone."""

from datetime import datetime, timedelta

from steelyard.partners.lifecycle.rules import LifecycleRules
from steelyard.partners.lifecycle.terms import LeavingFacts, LifeFacts, Move, Requirement, ReturnOffer, ReturnPath
from steelyard.partners.terms import NEXT_STATUSES, PartnerStatus


def list_missing(facts: LifeFacts, wanted: PartnerStatus, rules: LifecycleRules) -> tuple[Requirement, ...]:
    """Return what the partner lacks for the state, in the order of the rules."""
    if wanted is not PartnerStatus.ACTIVE:
        return ()
    return tuple(need for need in rules.activation_needs if need not in facts.met)


def list_moves(facts: LifeFacts, rules: LifecycleRules) -> tuple[Move, ...]:
    """Return the states that may follow the present one by a person's word, each with what it needs."""
    return tuple(
        Move(
            status=status,
            needs=rules.activation_needs if status is PartnerStatus.ACTIVE else (),
            missing=list_missing(facts, status, rules),
        )
        for status in PartnerStatus
        if status in NEXT_STATUSES[facts.status]
    )


def decide_return(facts: LifeFacts, left: LeavingFacts, rules: LifecycleRules, *, now: datetime) -> ReturnOffer:
    """Return by which path a partner that left comes back, and what speaks against the fast track."""
    missing = list_missing(facts, PartnerStatus.ACTIVE, rules)
    is_barred = left.reason in rules.barred_reasons
    is_late = now >= left.left_at + timedelta(days=rules.fast_track_days)
    is_fast = not (missing or is_barred or is_late)
    return ReturnOffer(
        path=ReturnPath.FAST_TRACK if is_fast else ReturnPath.ONBOARDING,
        missing=missing,
        is_barred=is_barred,
        is_late=is_late,
    )
