"""The clocks of deal registration: limits of reviews, reminders, extensions, rulings, appeals."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from steelyard.deals.policies import (
    EvidenceFacts,
    ExtensionFacts,
    compute_answer_due,
    compute_days_left,
    compute_extended_until,
    compute_final_at,
    compute_next_reminder,
    compute_review_limits,
    compute_ruling_due,
    decide_extension,
    may_appeal,
)
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, ExtensionState
from steelyard.kernel.decisions import Change

RULES = DealRegistrationRules()
THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


def test_a_review_is_escalated_then_due_then_decided_in_working_time() -> None:
    limits = compute_review_limits(THURSDAY, RULES)
    assert limits.escalate_at == THURSDAY + 16 * HOUR
    assert limits.due_at == THURSDAY + DAY
    assert limits.hard_due_at == THURSDAY + 4 * DAY  # the weekend lies between


@pytest.mark.parametrize(
    ("days_before", "next_before"), [(20, 14), (14, 7), (13, 7), (7, 1), (1, None), (0, None), (-1, None)]
)
def test_the_next_reminder_is_the_first_that_is_still_to_come(days_before: int, next_before: int | None) -> None:
    ends = THURSDAY + 90 * DAY
    expected = None if next_before is None else ends - next_before * DAY
    assert compute_next_reminder(ends, RULES, after=ends - days_before * DAY) == expected


@pytest.mark.parametrize(
    ("left", "days"), [(2 * DAY, 2), (DAY + TICK, 2), (DAY, 1), (TICK, 1), (timedelta(0), 0), (-TICK, 0), (-9 * DAY, 0)]
)
def test_a_day_that_has_begun_counts_as_left(left: timedelta, days: int) -> None:
    assert compute_days_left(THURSDAY + left, THURSDAY) == days


def test_questions_rulings_and_appeals_have_their_days() -> None:
    assert compute_answer_due(THURSDAY, RULES) == THURSDAY + 14 * DAY
    assert compute_ruling_due(THURSDAY, RULES) == THURSDAY + 10 * DAY
    assert compute_final_at(THURSDAY, RULES) == THURSDAY + 14 * DAY
    assert compute_extended_until(THURSDAY, RULES) == THURSDAY + 30 * DAY


def test_a_rejection_is_appealed_against_before_the_time_is_over() -> None:
    assert may_appeal(THURSDAY, THURSDAY + 14 * DAY - TICK, RULES)
    assert not may_appeal(THURSDAY, THURSDAY + 14 * DAY, RULES)


# --- Extensions -------------------------------------------------------------------------------------------------------


def extension(**changed: Any) -> ExtensionFacts:
    facts: dict[str, Any] = {
        "registration_id": UUID(int=115),
        "asked_at": THURSDAY,
        "protected_until": THURSDAY + 10 * DAY,
        "granted_at": THURSDAY - 80 * DAY,
        "extension_count": 0,
    }
    return ExtensionFacts(**facts | changed)


def evidence(kind: EvidenceKind = EvidenceKind.MEETING, *, days_ago: int = 3) -> tuple[EvidenceFacts, ...]:
    return (EvidenceFacts(kind=kind, added_at=THURSDAY - days_ago * DAY),)


@pytest.mark.parametrize(
    ("facts", "state", "code", "params"),
    [
        (extension(evidence=evidence()), ExtensionState.GRANTED, "activity_shown", {"days": 30}),
        (extension(evidence=evidence(days_ago=80)), ExtensionState.GRANTED, "activity_shown", {"days": 30}),
        (extension(joint_activity_at=THURSDAY - DAY), ExtensionState.GRANTED, "activity_shown", {"days": 30}),
        (
            extension(evidence=evidence(), extension_count=1),
            ExtensionState.GRANTED,
            "activity_shown",
            {"days": 30},
        ),
        (
            extension(evidence=evidence(), extension_count=2),
            ExtensionState.REFUSED,
            "extensions_used_up",
            {"times": 2},
        ),
        (extension(evidence=evidence(), protected_until=THURSDAY), ExtensionState.REFUSED, "protection_has_ended", {}),
        (extension(evidence=evidence(), is_scope_taken=True), ExtensionState.REFUSED, "scope_taken_since", {}),
        (
            extension(evidence=evidence(), protected_until=THURSDAY + TICK),
            ExtensionState.GRANTED,
            "activity_shown",
            {"days": 30},
        ),
    ],
)
def test_an_extension_is_granted_to_who_was_active_in_time(
    facts: ExtensionFacts, state: ExtensionState, code: str, params: dict[str, int]
) -> None:
    decision = decide_extension(facts, RULES)
    assert decision.outcome is state
    assert [(reason.code, reason.rule, reason.params) for reason in decision.reasons] == [(code, "DR-4b", params)]
    assert decision.would_change == ()


@pytest.mark.parametrize(
    "facts",
    [
        extension(),
        extension(evidence=evidence(EvidenceKind.OTHER)),
        extension(evidence=evidence(days_ago=81)),
        extension(joint_activity_at=THURSDAY - 81 * DAY),
    ],
)
def test_where_no_activity_is_shown_a_person_decides(facts: ExtensionFacts) -> None:
    decision = decide_extension(facts, RULES)
    assert decision.outcome is ExtensionState.WAITING
    asked = ("meeting", "quote", "proof_of_concept")
    assert [(r.code, r.rule, r.params["any_of"]) for r in decision.reasons] == [("activity_not_shown", "DR-4b", asked)]
    (change,) = decision.would_change
    assert change == Change(code="add_evidence", params=change.params, outcome=ExtensionState.GRANTED)
    assert change.params["any_of"] == asked
