"""Which state may follow and by which path a partner comes back, of facts and rules alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.partners.lifecycle.policies import decide_return, list_missing, list_moves
from steelyard.partners.lifecycle.rules import ChecklistItem, LifecycleRules
from steelyard.partners.lifecycle.terms import LeavingFacts, LifeFacts, OffboardingReason, Requirement, ReturnPath
from steelyard.partners.terms import NEXT_STATUSES, PartnerStatus

LEFT_AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
RULES = LifecycleRules(activation_needs=(Requirement.AGREEMENT, Requirement.MANAGER))
EVERYTHING = frozenset(Requirement)


def gone(*met: Requirement) -> LifeFacts:
    return LifeFacts(status=PartnerStatus.ENDED, met=frozenset(met))


def test_the_fast_track_is_open_to_a_partner_that_has_all_it_needs_and_left_of_late() -> None:
    left = LeavingFacts(left_at=LEFT_AT, reason=OffboardingReason.OWN_WISH)
    offer = decide_return(gone(*EVERYTHING), left, RULES, now=LEFT_AT + timedelta(days=364))
    assert offer.path is ReturnPath.FAST_TRACK
    late = decide_return(gone(*EVERYTHING), left, RULES, now=LEFT_AT + timedelta(days=365))
    assert (late.path, late.is_late) == (ReturnPath.ONBOARDING, True)
    lacking = decide_return(gone(Requirement.MANAGER), left, RULES, now=LEFT_AT)
    assert (lacking.path, lacking.missing) == (ReturnPath.ONBOARDING, (Requirement.AGREEMENT,))
    breach = LeavingFacts(left_at=LEFT_AT, reason=OffboardingReason.BREACH)
    barred = decide_return(gone(*EVERYTHING), breach, RULES, now=LEFT_AT)
    assert (barred.path, barred.is_barred) == (ReturnPath.ONBOARDING, True)


@given(
    met=st.frozensets(st.sampled_from(Requirement)),
    needs=st.lists(st.sampled_from(Requirement), unique=True),
    days=st.integers(0, 4000),
    reason=st.none() | st.sampled_from(OffboardingReason),
)
def test_whoever_has_more_never_comes_back_by_a_longer_path(
    met: frozenset[Requirement], needs: list[Requirement], days: int, reason: OffboardingReason | None
) -> None:
    rules = LifecycleRules(activation_needs=tuple(needs))
    left, now = LeavingFacts(left_at=LEFT_AT, reason=reason), LEFT_AT + timedelta(days=days)
    offer = decide_return(gone(*met), left, rules, now=now)
    assert (offer.path is ReturnPath.FAST_TRACK) == (not offer.missing and not offer.is_barred and not offer.is_late)
    if offer.path is ReturnPath.FAST_TRACK:
        assert decide_return(gone(*EVERYTHING), left, rules, now=now).path is ReturnPath.FAST_TRACK


@given(status=st.sampled_from(PartnerStatus), met=st.frozensets(st.sampled_from(Requirement)))
def test_only_becoming_active_asks_for_something(status: PartnerStatus, met: frozenset[Requirement]) -> None:
    moves = list_moves(LifeFacts(status=status, met=met), RULES)
    assert {move.status for move in moves} == NEXT_STATUSES[status]
    for move in moves:
        assert set(move.missing) == set(move.needs) - met
        assert bool(move.needs) == (move.status is PartnerStatus.ACTIVE)
    assert list_missing(LifeFacts(status=status, met=met), PartnerStatus.SUSPENDED, RULES) == ()


def test_rules_say_nothing_twice_and_read_as_sentences() -> None:
    with pytest.raises(ValidationError):
        LifecycleRules(checklist=(ChecklistItem(key="kit", text="Kit"), ChecklistItem(key="kit", text="Keys")))
    with pytest.raises(ValidationError):
        LifecycleRules(activation_needs=(Requirement.ROLE, Requirement.ROLE))
    said = LifecycleRules(checklist=(ChecklistItem(key="kit", text="Kit"),), barred_reasons=()).sentences()
    assert [one.rule for one in said] == ["LC-1", "LC-2", "LC-3", "LC-4"]
    assert [one.rule for one in said if one.is_confidential] == ["LC-3"]
