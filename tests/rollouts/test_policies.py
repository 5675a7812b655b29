"""To whom a feature is open and why, and when a pilot is good enough: decided from facts alone."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.rollouts.policies import compute_place, decide_admission, decide_openness, judge_pilot
from steelyard.rollouts.terms import (
    Cohort,
    Ending,
    Goals,
    Openness,
    PartnerFacts,
    PhaseCard,
    PilotVerdict,
    Plan,
    RolloutState,
    Tally,
)

DAY = date(2026, 11, 16)
ROLLOUT, ACME = UUID(int=1), UUID(int=2)
FACTS = PartnerFacts(
    partner_id=ACME,
    is_enrolled=True,
    regions=frozenset({"DACH", "EMEA"}),
    tier="gold",
    types=frozenset({"reseller"}),
    segment_ids=frozenset({UUID(int=7)}),
)
words = st.frozensets(st.sampled_from(["DACH", "EMEA", "gold", "silver", "reseller", "msp"]), max_size=3)
cohorts = st.builds(
    Cohort,
    partner_ids=st.frozensets(st.sampled_from([ACME, UUID(int=3)])),
    regions=words,
    tiers=words,
    types=words,
    share=st.none() | st.integers(1, 100),
)


def phase(cohort: Cohort, *, starts_on: date = DAY, name: str = "Pilot") -> PhaseCard:
    return PhaseCard(id=UUID(int=9), public_id="phase_9", name=name, starts_on=starts_on, cohort=cohort)


def plan(*phases: PhaseCard, state: RolloutState = RolloutState.RUNNING, **said: object) -> Plan:
    return Plan(rollout_id=ROLLOUT, state=state, phases=phases, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cohort", "code"),
    [
        (Cohort(partner_ids=frozenset({ACME})), "picked"),
        (Cohort(partner_ids=frozenset({ACME}), regions=frozenset({"APAC"})), "picked"),
        (Cohort(), "not_picked"),
        (Cohort(regions=frozenset({"EMEA"})), "fits"),
        (Cohort(regions=frozenset({"APAC"})), "other_region"),
        (Cohort(tiers=frozenset({"silver"})), "other_tier"),
        (Cohort(types=frozenset({"msp"})), "other_type"),
        (Cohort(segment_ids=frozenset({UUID(int=7)}), tiers=frozenset({"gold"})), "fits"),
        (Cohort(segment_ids=frozenset({UUID(int=8)})), "other_segment"),
        (Cohort(share=100), "fits"),
        (Cohort(share=1), "outside_share"),
    ],
)
def test_a_cohort_says_by_what_it_holds_a_partner_or_not(cohort: Cohort, code: str) -> None:
    (rung,) = decide_openness(plan(phase(cohort)), FACTS, on=DAY).ladder
    assert (rung.code, rung.result) == (code, "hit" if code in ("picked", "fits") else "passed")


def test_who_left_the_program_is_not_admitted_even_if_picked() -> None:
    held = (phase(Cohort(partner_ids=frozenset({ACME}))),)
    assert decide_admission(ROLLOUT, held, replace(FACTS, is_enrolled=False)) is None


def test_a_later_phase_is_told_with_its_day() -> None:
    later = phase(Cohort(share=100), starts_on=DAY + timedelta(days=1))
    decision = decide_openness(plan(phase(Cohort()), later), FACTS, on=DAY)
    assert decision.outcome == Openness.LATER
    assert decision.reasons[0].params == {"since": DAY + timedelta(days=1)}


def test_from_its_day_on_everybody_has_it() -> None:
    everybody = plan(phase(Cohort()), everybody_on=DAY)
    assert decide_openness(everybody, FACTS, on=DAY).outcome == Openness.OPEN
    before = decide_openness(everybody, FACTS, on=DAY - timedelta(days=1))
    assert (before.outcome, before.would_change[0].code) == (Openness.CLOSED, "wait_for_everybody")


@pytest.mark.parametrize(
    ("admitted_on", "outcome"),
    [(DAY, Openness.OPEN), (DAY + timedelta(days=1), Openness.CLOSED), (None, Openness.CLOSED)],
)
def test_a_pause_holds_who_is_in_and_admits_nobody(admitted_on: date | None, outcome: Openness) -> None:
    paused = plan(phase(Cohort(share=100)), state=RolloutState.PAUSED, paused_on=DAY)
    facts = replace(FACTS, admitted_on=admitted_on)
    assert decide_openness(paused, facts, on=DAY + timedelta(days=5)).outcome == outcome


@pytest.mark.parametrize(("ending", "outcome"), [(Ending.RELEASED, Openness.OPEN), (Ending.WITHDRAWN, Openness.CLOSED)])
def test_the_end_is_the_same_for_everybody(ending: Ending, outcome: Openness) -> None:
    ended = plan(state=RolloutState.ENDED, ending=ending)
    assert decide_openness(ended, FACTS, on=DAY).outcome == outcome


@given(cohorts, st.integers(1, 100))
def test_a_greater_share_never_takes_anybody_out(cohort: Cohort, more: int) -> None:
    if cohort.share is None:
        return
    wider = replace(cohort, share=max(cohort.share, more))
    if decide_admission(ROLLOUT, (phase(cohort),), FACTS) is not None:
        assert decide_admission(ROLLOUT, (phase(wider),), FACTS) is not None


@given(cohorts, cohorts)
def test_a_further_phase_never_takes_anybody_out(first: Cohort, second: Cohort) -> None:
    one = phase(first)
    two = phase(second, starts_on=DAY + timedelta(days=1), name="Second")
    if decide_admission(ROLLOUT, (one,), FACTS) is not None:
        assert decide_admission(ROLLOUT, (one, two), FACTS) is one


def test_shares_are_about_as_large_as_they_say_and_differ_between_rollouts() -> None:
    first = {n for n in range(10_000) if compute_place(UUID(int=1), UUID(int=n)) < 20}
    second = {n for n in range(10_000) if compute_place(UUID(int=2), UUID(int=n)) < 20}
    assert 1_800 < len(first) < 2_200
    assert 300 < len(first & second) < 500


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, PilotVerdict.GO),
        ({"answers": 2}, PilotVerdict.TOO_EARLY),
        ({"open_bugs": 1}, PilotVerdict.NO_GO),
        ({"rating": 3.9}, PilotVerdict.NO_GO),
        ({"rating": None}, PilotVerdict.GO),
        ({"answers": 1, "open_bugs": 1}, PilotVerdict.NO_GO),
    ],
)
def test_a_pilot_is_judged_by_its_goals(said: dict[str, int], verdict: PilotVerdict) -> None:
    tally = Tally(answers=3, partners=2, rating=4.0, bugs=1, open_bugs=0, ideas=1, praise=1)
    decision = judge_pilot(Goals(), replace(tally, **said))
    assert (decision.outcome, len(decision.reasons)) == (verdict, 3)
