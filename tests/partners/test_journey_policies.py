"""Where a journey is, whether it is stuck, how soon milestones come: of facts and rules alone, by property and by hand."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.partners.onboarding.graph import find_behind, find_cycle, sort_stages
from steelyard.partners.onboarding.policies import compute_curve, compute_progress, find_stuck, is_news, share_by
from steelyard.partners.onboarding.rules import OnboardingRules
from steelyard.partners.onboarding.terms import Persona, StageState, Stuck, StuckReason
from tests.partners.journey_plan import PLAN

START = date(2026, 3, 2)
TASKS = ("sign", "kickoff", "sandbox", "team", "accounts", "certify")


def rules(**changed: Any) -> OnboardingRules:
    """Return the rules of the plan with some settings changed."""
    return OnboardingRules.load({**PLAN, **changed})


RULES = rules()
histories = st.dictionaries(st.sampled_from(TASKS), st.integers(0, 120))


def on(days: int) -> date:
    """Return the day so many days after the start."""
    return START + timedelta(days=days)


# --- Choosing -------------------------------------------------------------------------------------------------------------


def test_a_partner_gets_one_journey_for_each_role_the_one_of_its_type_first() -> None:
    assert [one.key for one in RULES.journeys_for(frozenset({"reseller"}))] == ["reseller", "architect"]
    assert [one.key for one in RULES.journeys_for(frozenset({"msp"}))] == ["everyone", "architect"]
    assert RULES.journeys_for(frozenset())[-1].persona is Persona.ARCHITECT


# --- Order ----------------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdef"), max_size=3)))
def test_stages_have_an_order_exactly_when_none_waits_for_itself(drawn: dict[str, frozenset[str]]) -> None:
    edges = {one: tuple(sorted(before & drawn.keys())) for one, before in drawn.items()}
    cycle = find_cycle(edges)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert all(later in edges[one] for one, later in pairwise(cycle))
        assert not set(find_behind(edges, cycle)) & set(cycle)
        with pytest.raises(ValueError, match="wait for each other"):
            sort_stages(edges)
        return
    order = sort_stages(edges)
    assert sorted(order) == sorted(edges)
    assert all(order.index(before) < order.index(one) for one in edges for before in edges[one])


def refusal_of(**changed: Any) -> str:
    """Return what is said against rules that do not fit together."""
    with pytest.raises(ValidationError) as refused:
        rules(**changed)
    said = refused.value.errors()[0]["ctx"]
    return str(said["text"]).format(**said["params"])


def stages(**after: list[str]) -> list[dict[str, Any]]:
    """Return the plan's stages with other stages before some of them."""
    return [{**one, "after": after.get(one["key"], one.get("after", []))} for one in PLAN["stages"]]


def test_stages_that_wait_for_each_other_are_named() -> None:
    ring = refusal_of(stages=stages(learn=["sell"]))
    assert ring in {
        f"These stages wait for each other: {one}." for one in ("Learn → Sell → Learn", "Sell → Learn → Sell")
    }
    both = refusal_of(stages=stages(access=["learn"]))
    assert "Never reached because of it: Sell" in both


def test_a_stage_behind_one_that_is_not_there_is_never_reached() -> None:
    assert refusal_of(stages=stages(sell=["heaven"])) == "“Sell” is never reached: its journey has no stage “heaven”."
    assert "no stage “lab”" in refusal_of(stages=stages(sell=["lab"]))


def test_a_stage_is_left_by_a_milestone() -> None:
    tasks = [one for one in PLAN["tasks"] if one["key"] != "team"]
    assert refusal_of(tasks=tasks) == "“Learn” has no milestone: say what must be reached to leave it."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"journeys": PLAN["journeys"] * 2}, "“reseller” is there twice."),
        ({"tasks": [{**PLAN["tasks"][0], "milestone": "x.y"}]}, "“sign”: there is no milestone “x.y”."),
        ({"tasks": [{**PLAN["tasks"][0], "stage": "x"}]}, "“sign”: there is no stage “x”."),
        (
            {"tasks": [{**PLAN["tasks"][0], "is_optional": True}]},
            "“sign” is a milestone, so its stage cannot be left without it.",
        ),
        ({"checkpoints": [{"days": 3, "stage": "x"}]}, "Checkpoint of day 3: there is no stage “x”."),
        (
            {"checkpoints": [{"days": 60, "stage": "access"}, {"days": 30, "stage": "sell"}]},
            "The journey “Reseller” has its checkpoints in another order than its stages.",
        ),
        ({"stages": PLAN["stages"][1:]}, "“sign”: there is no stage “access”."),
    ],
)
def test_what_does_not_fit_together_is_refused(changed: dict[str, Any], said: str) -> None:
    assert refusal_of(**changed) == said


def test_the_rules_say_everything_in_plain_words() -> None:
    said = {one.rule: one for one in RULES.sentences()}
    assert len(said) == len(RULES.sentences())
    assert said["ON-1.1.1"].params["milestone"] == "Agreement in force"
    assert said["ON-1.D30.access"].params == {"days": 30, "stage": "Access"}
    assert [one.rule for one in OnboardingRules().sentences()] == ["ON-1"]


# --- Progress -------------------------------------------------------------------------------------------------------------


def test_a_stage_is_left_once_all_that_it_takes_is_done() -> None:
    closed = {"sign": on(2), "kickoff": on(6), "team": on(4)}
    progress = compute_progress(RULES, "reseller", closed, started_on=START, on=on(10))
    assert [(one.key, one.state) for one in progress.stages] == [
        ("access", StageState.LEFT),
        ("learn", StageState.OPEN),
        ("sell", StageState.WAITING),
    ]
    assert (progress.done, progress.total, progress.stage, progress.moved_on) == (3, 5, "learn", on(6))
    assert progress.stages[0].left_on == on(6)


def test_an_optional_task_keeps_nobody() -> None:
    closed = {key: on(3) for key in TASKS if key != "sandbox"}
    progress = compute_progress(RULES, "reseller", closed, started_on=START, on=on(3))
    assert (progress.completed_on, progress.done, progress.total) == (on(3), 5, 5)


@given(histories, st.integers(0, 130), st.integers(0, 130))
def test_a_journey_never_goes_back(history: dict[str, int], day: int, later: int) -> None:
    day, later = sorted((day, later))
    closed = {key: on(days) for key, days in history.items()}
    before, after = (compute_progress(RULES, "reseller", closed, started_on=START, on=on(one)) for one in (day, later))
    assert before.done <= after.done
    order = list(StageState)
    for earlier, then in zip(before.stages, after.stages, strict=True):
        assert order.index(earlier.state) <= order.index(then.state)
        assert earlier.left_on in {None, then.left_on}
    assert before.completed_on in {None, after.completed_on}
    assert before.moved_on <= after.moved_on


@given(histories, st.integers(0, 130))
def test_history_does_not_know_what_came_later(history: dict[str, int], day: int) -> None:
    closed = {key: on(days) for key, days in history.items()}
    known = {key: when for key, when in closed.items() if when <= on(day)}
    assert compute_progress(RULES, "reseller", closed, started_on=START, on=on(day)) == compute_progress(
        RULES, "reseller", known, started_on=START, on=on(day)
    )


# --- Stuck ----------------------------------------------------------------------------------------------------------------


def stuck_on(day: int, **closed: int) -> Stuck | None:
    """Return why a journey is stuck on a day, whose tasks were closed after so many days."""
    history = {key: on(days) for key, days in closed.items()}
    progress = compute_progress(RULES, "reseller", history, started_on=START, on=on(day))
    return find_stuck(RULES, "reseller", progress, started_on=START, today=on(day))


def test_a_journey_is_stuck_when_nothing_moves() -> None:
    assert stuck_on(13) is None
    assert stuck_on(14) == Stuck(reason=StuckReason.IDLE, days=14, stage="access")
    assert stuck_on(14, kickoff=1) is None
    assert stuck_on(16, kickoff=2) == Stuck(reason=StuckReason.IDLE, days=14, stage="access")


def test_a_missed_checkpoint_says_more_than_idleness() -> None:
    assert stuck_on(30, kickoff=29) is None
    assert stuck_on(31, kickoff=29) == Stuck(reason=StuckReason.CHECKPOINT, days=30, stage="access")
    assert stuck_on(61, kickoff=29) == Stuck(reason=StuckReason.CHECKPOINT, days=60, stage="learn")
    assert stuck_on(31, kickoff=29, sign=30) is None


def test_a_completed_journey_is_never_stuck() -> None:
    assert stuck_on(400, **dict.fromkeys(TASKS, 5)) is None


def test_people_hear_of_a_stuck_journey_once_and_of_each_checkpoint() -> None:
    idle, later = (Stuck(reason=StuckReason.IDLE, days=days, stage="access") for days in (14, 15))
    first, second = (
        Stuck(reason=StuckReason.CHECKPOINT, days=days, stage=stage) for days, stage in ((30, "access"), (60, "learn"))
    )
    assert is_news(None, idle)
    assert not is_news(idle, later)
    assert is_news(later, first)
    assert not is_news(first, first)
    assert is_news(first, second)
    assert not is_news(second, None)


# --- Curves ---------------------------------------------------------------------------------------------------------------


def test_a_curve_is_the_published_one() -> None:
    # Freireich's 21 patients under 6-mercaptopurine, as every text book prints them: survival 0.857, 0.807, … 0.448.
    reached = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    watched = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
    curve = compute_curve("relapse", reached, watched)
    assert [(point.day, round(1 - point.share, 3), point.at_risk) for point in curve.points] == [
        *((0, 1.0, 21), (6, 0.857, 21), (7, 0.807, 17), (10, 0.753, 15), (13, 0.69, 12)),
        *((16, 0.627, 11), (22, 0.538, 7), (23, 0.448, 6)),
    ]
    assert (curve.journeys, curve.reached, curve.median_days) == (21, 9, 23)


@given(st.dictionaries(st.integers(0, 200), st.integers(1, 9), max_size=20))
def test_without_anybody_left_out_a_curve_is_the_plain_share(reached: dict[int, int]) -> None:
    curve, whole = compute_curve("x", reached, {}), sum(reached.values())
    for day in reached:
        plain = sum(count for when, count in reached.items() if when <= day) / whole
        assert share_by(curve, day) == pytest.approx(plain)


@given(
    st.dictionaries(st.integers(0, 200), st.integers(1, 9), max_size=20),
    st.dictionaries(st.integers(0, 200), st.integers(1, 9), max_size=20),
)
def test_a_curve_only_rises(reached: dict[int, int], watched: dict[int, int]) -> None:
    curve = compute_curve("x", reached, watched)
    assert all(one.share <= later.share for one, later in pairwise(curve.points))
    assert all(0 <= point.share <= 1 for point in curve.points)
    assert share_by(curve, -1) == 0
