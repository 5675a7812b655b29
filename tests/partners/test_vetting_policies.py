"""The policies of vetting and requirements, by property: risk, score, who decides, standing, tolerance."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.kernel.actors import HOST_ROLES
from steelyard.partners.requirements.policies import compute_requirement
from steelyard.partners.requirements.rules import RequirementRules
from steelyard.partners.requirements.terms import RequirementFacts, RequirementState
from steelyard.partners.vetting.policies import (
    assess,
    carry_over,
    compute_validity,
    compute_vetting_standing,
    find_bar,
    find_wrong,
)
from steelyard.partners.vetting.rules import VettingRules
from steelyard.partners.vetting.terms import (
    Bar,
    FlagKind,
    OpenFlag,
    RiskClass,
    StandingFacts,
    VettingFacts,
    VettingState,
    VettingStep,
)
from tests.partners.vetting_rules import BRIBERY, QUESTIONS, VETTING, WEIGHTS, requirement

RULES = VettingRules.load(VETTING)
BRIBERY_QUESTIONS = RULES.questions_of("bribery")
TODAY = date(2026, 11, 16)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "officials": st.sampled_from(["yes", "no"]),
        "gifts": st.sampled_from(["yes", "no"]),
        "public-share": st.integers(-10, 200).map(str),
        "code": st.just("file_1"),
    },
)
FLAGS = st.lists(st.builds(OpenFlag, kind=st.sampled_from(FlagKind), recorded_on=st.just(TODAY)), max_size=3).map(tuple)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
ORDER = list(RiskClass)


@given(answers=ANSWERS, flags=FLAGS)
def test_every_point_and_flag_has_its_reason(answers: dict[str, str], flags: tuple[OpenFlag, ...]) -> None:
    found = assess(VettingFacts(questionnaire="bribery", answers=answers, open_flags=flags), RULES)
    assert sum(one.params.get("points", 0) for one in found.reasons if one.code == "vetting_points") == found.points
    assert sum(one.code == "vetting_flag_on_record" for one in found.reasons) == len(flags)
    assert 0 <= found.points <= found.most == 35
    assert 0 <= found.score <= 100
    assert (found.risk is RiskClass.HIGH) == (bool(found.flags) or found.points >= 30)
    assert found.passes == (found.risk is RiskClass.LOW)
    rules = {said.rule for said in RULES.sentences()} | {"VT-P"}
    assert {one.rule for one in found.reasons} <= rules


@given(answers=ANSWERS, flags=FLAGS)
def test_another_red_flag_never_lowers_a_risk(answers: dict[str, str], flags: tuple[OpenFlag, ...]) -> None:
    without = assess(VettingFacts(questionnaire="bribery", answers=answers), RULES)
    with_flags = assess(VettingFacts(questionnaire="bribery", answers=answers, open_flags=flags), RULES)
    assert ORDER.index(with_flags.risk) >= ORDER.index(without.risk)
    assert (with_flags.points, with_flags.score) == (without.points, without.score)


@given(share=st.integers(-100, 200))
def test_a_number_weighs_from_its_bound_on(share: int) -> None:
    answers = {"officials": "no", "gifts": "yes", "code": "file_1", "public-share": str(share)}
    assert assess(VettingFacts(questionnaire="bribery", answers=answers), RULES).points == (20 if share >= 50 else 0)


def test_the_score_is_what_is_left_of_the_most_points_and_each_part_has_its_own() -> None:
    found = assess(VettingFacts(questionnaire="esg", answers={"energy": "mixed", "training": "no"}), RULES)
    assert (found.points, found.most, found.score) == (70, 100, Decimal("30.0"))
    assert [(one.section, one.score) for one in found.sections] == [
        ("Environment", Decimal("50.0")),
        ("Social", Decimal("0.0")),
    ]


@given(answers=ANSWERS)
def test_what_is_wrong_with_a_draft_is_wrong_with_the_whole_and_no_more_than_missing(answers: dict[str, str]) -> None:
    assert find_wrong(BRIBERY_QUESTIONS, answers, is_complete=False) == {}
    missing = {"officials", "gifts", "public-share"} - answers.keys()
    assert find_wrong(BRIBERY_QUESTIONS, answers, is_complete=True).keys() == missing
    assert carry_over(BRIBERY_QUESTIONS, {**answers, "gone": "yes"}) == answers


@given(risk=st.sampled_from(RiskClass), roles=st.sets(st.sampled_from(sorted(HOST_ROLES))), own=st.booleans())
def test_only_approvers_decide_and_nobody_on_a_high_risk_of_the_own_partner(
    risk: RiskClass, roles: set, own: bool
) -> None:
    bar = find_bar(risk, roles=roles, is_own_manager=own, rules=RULES)
    if not roles & {one.role for one in RULES.approvers_of(risk)}:
        assert bar is Bar.NOT_APPROVER
    elif risk is RiskClass.HIGH and own:
        assert bar is Bar.OWN_PARTNER
    else:
        assert bar is None


def test_a_higher_risk_holds_for_a_shorter_time() -> None:
    one = RULES.questionnaires[0]
    assert [compute_validity(risk, one, on=date(2028, 2, 29)) for risk in RiskClass] == [
        date(2031, 3, 1),
        date(2030, 3, 1),
        date(2029, 3, 1),
    ]


FACTS = st.builds(
    StandingFacts,
    is_required=st.booleans(),
    step=st.none() | st.sampled_from(VettingStep),
    passed_until=st.none() | DAYS,
    requested_on=st.none() | DAYS,
    asked_on=DAYS,
)


@given(facts=FACTS, on=DAYS)
def test_a_standing_asks_exactly_where_there_is_something_to_answer(facts: StandingFacts, on: date) -> None:
    found = compute_vetting_standing(facts, RULES, on=on)
    if facts.step is VettingStep.SUBMITTED:
        assert found.state is VettingState.IN_REVIEW
    elif found.state is VettingState.PASSED:
        assert facts.passed_until is not None
        assert on < facts.passed_until
        assert not facts.requested_on
    elif found.state is VettingState.LAPSED:
        assert facts.passed_until is not None
        assert facts.passed_until <= on
    if found.state in (VettingState.MISSING, VettingState.DUE, VettingState.LAPSED):
        assert found.due_on is not None
    if found.state is VettingState.OFFERED:
        assert not facts.is_required


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"questionnaires": [BRIBERY, BRIBERY]}, "twice"),
        ({"questionnaires": [{**BRIBERY, "medium_from": 30}], "questions": QUESTIONS[:4], "weights": []}, "above"),
        ({"questionnaires": []}, "no questionnaire"),
        ({"questions": QUESTIONS[:4]}, "no questions"),
        ({"weights": [{**WEIGHTS[0], "question": "gone"}]}, "no question"),
        ({"weights": [{**WEIGHTS[0], "answer": "maybe"}]}, "no answer"),
        ({"weights": [{**WEIGHTS[1], "points": 0}]}, "weighs nothing"),
        ({"weights": [{**WEIGHTS[1], "at_least": "3"}]}, "compares a number"),
        ({"weights": [{**WEIGHTS[2], "below": "50"}]}, "no number"),
        ({"questions": [{**QUESTIONS[4], "choices": ["one"]}, *QUESTIONS[:4], QUESTIONS[5]]}, "two different"),
        ({"questions": [*QUESTIONS[1:], {**QUESTIONS[0], "choices": ["a", "b"]}]}, "not answered by"),
        ({"reminder_days": [0]}, "at least a day"),
        ({"high_approvers": ["executive", "executive"]}, "twice"),
    ],
)
def test_rules_that_do_not_fit_together_are_refused(changed: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        VettingRules.load({**VETTING, **changed})


def test_partners_read_neither_points_nor_red_flags() -> None:
    open_to_all = [said for said in RULES.sentences() if not said.is_confidential]
    assert not [said for said in open_to_all if "points" in said.params or "W-" in said.rule]
    assert len(open_to_all) == 2 * 2 + len(QUESTIONS) + 1


# --- Requirements ---------------------------------------------------------------------------------------------------------

RULE = RequirementRules.load({"requirements": [requirement()]}).requirements[0]


@given(values=st.lists(st.integers(0, 2), min_size=1, max_size=40), step=st.integers(1, 5))
def test_a_miss_is_tolerated_from_its_first_day_for_as_long_as_the_rule_says(values: list[int], step: int) -> None:
    facts = RequirementFacts(value=Decimal(values[0]))
    day, missed_from = TODAY, None
    for value in values:
        facts = RequirementFacts(
            value=Decimal(value),
            was_met=facts.was_met,
            since_on=facts.since_on,
            tolerated_until=facts.tolerated_until,
        )
        found = compute_requirement(facts, RULE, on=day)
        missed_from = None if value >= 1 else missed_from or day
        if missed_from is None:
            assert (found.state, found.tolerated_until) == (RequirementState.MET, None)
        else:
            assert (found.since_on, found.tolerated_until) == (missed_from, missed_from + timedelta(days=10))
            is_over = day >= missed_from + timedelta(days=10)
            assert found.state is (RequirementState.MISSED if is_over else RequirementState.TOLERATED)
        facts = RequirementFacts(
            value=facts.value,
            was_met=found.state is RequirementState.MET,
            since_on=found.since_on,
            tolerated_until=found.tolerated_until,
        )
        day += timedelta(days=step)


def test_a_shorter_tolerance_ends_nothing_for_a_day_that_is_gone() -> None:
    short = RULE.model_copy(update={"grace_days": 2})
    since = TODAY - timedelta(days=5)
    facts = RequirementFacts(
        value=Decimal(0), was_met=False, since_on=since, tolerated_until=since + timedelta(days=10)
    )
    found = compute_requirement(facts, short, on=TODAY)
    assert (found.state, found.tolerated_until) == (RequirementState.MISSED, TODAY)
    again = RequirementFacts(value=Decimal(0), was_met=False, since_on=since, tolerated_until=TODAY)
    assert compute_requirement(again, short, on=TODAY + timedelta(days=1)).tolerated_until == TODAY


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ([requirement(), requirement()], "twice"),
        ([requirement(metric="nobody.knows")], "nobody measures"),
        ([requirement(metric="partners.data_quality", at_least="101")], "cannot be reached"),
        ([requirement(metric="", at_least="2")], "one is asked for"),
        ([requirement(consequences=["hold", "hold"])], "twice"),
    ],
)
def test_requirements_that_do_not_fit_are_refused(changed: list, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RequirementRules.load({"requirements": changed})
