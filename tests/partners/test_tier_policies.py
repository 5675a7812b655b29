"""Standings, moves and ways up: of facts and rules alone, by property and by the cases that three programs publish."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.partners.tiers.levels import Levels
from steelyard.partners.tiers.policies import (
    Reach,
    compute_standing,
    decide_tier,
    find_period,
    find_period_start,
    reach_of,
)
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import (
    Cooling,
    DemotionPeriod,
    Notice,
    TierFacts,
    TierStanding,
    TierStep,
    evidence_key,
)
from steelyard.partners.tiers.ways import rank_ways_up
from tests.partners.tier_programs import AWS, CISCO, MICROSOFT

DAY = date(2026, 2, 10)


def facts(values: Mapping[str, float | str], *, months: int = 0, types: tuple[str, ...] = ()) -> TierFacts:
    """Return the facts whose values are said by the short names of metrics."""
    named = {evidence_key(f"test.{name}", months): Decimal(str(value)) for name, value in values.items()}
    return TierFacts(types=frozenset(types), values=named)


# --- Published programs -----------------------------------------------------------------------------------------------

CAPABLE = {"adds": 3, "intermediate": 8, "advanced": 1, "usage": 10, "deployments": 4}


def test_the_published_capability_score_comes_out() -> None:
    best = compute_standing(facts(CAPABLE, months=6), MICROSOFT)
    enterprise = next(track for track in best.tracks if track.track == "enterprise")
    assert enterprise.points == Decimal("71.5")
    assert {one.key.removeprefix("enterprise-"): one.points for one in enterprise.metrics} == {
        "adds": 9,
        "intermediate": 20,
        "advanced": Decimal("7.5"),
        "usage": 15,
        "deployments": 20,
    }
    assert enterprise.reached == "partner"


def test_points_do_not_help_while_a_metric_is_at_zero() -> None:
    full = {"adds": 50, "intermediate": 50, "advanced": 0, "usage": 50, "deployments": 50}
    standing = compute_standing(facts(full, months=6), MICROSOFT)
    assert standing.reached == "member"
    assert all(track.points == 85 for track in standing.tracks)
    gap = standing.tracks[0].gaps[0]
    assert (gap.points, gap.criteria) == (0, ())
    assert len(gap.at_zero) == 1


def test_the_better_track_counts() -> None:
    small = {"adds": 10, "intermediate": 4, "advanced": 1, "usage": 10, "deployments": 8}
    standing = compute_standing(facts(small, months=6), MICROSOFT)
    assert [track.track for track in standing.tracks] == ["smb", "enterprise"]
    assert standing.tracks[0].points == 100


SELECT = {"accredited": 4, "foundational": 2, "technical": 2, "launched/12": 3, "recurring/12": 1500}
ADVANCED = {
    "accredited": 8,
    "foundational": 4,
    "technical": 6,
    "specialty": 3,
    "launched/12": 20,
    "recurring/12": 10_000,
    "plan": 1,
}
PREMIER = {
    "accredited": 20,
    "foundational": 10,
    "technical": 25,
    "specialty": 10,
    "launched/12": 50,
    "recurring/12": 50_000,
    "plan": 1,
    "validations": 3,
    "review": 1,
    "references": 5,
}


@pytest.mark.parametrize(
    ("values", "tier"), [({}, "registered"), (SELECT, "select"), (ADVANCED, "advanced"), (PREMIER, "premier")]
)
def test_counts_make_the_services_tiers(values: Mapping[str, int], tier: str) -> None:
    assert compute_standing(facts(values), AWS).reached == tier


@pytest.mark.parametrize("values", [SELECT, ADVANCED, PREMIER])
def test_each_count_of_a_services_tier_is_needed(values: Mapping[str, int]) -> None:
    tier = compute_standing(facts(values), AWS).reached
    for name, count in values.items():
        lacking = compute_standing(facts({**values, name: count - 1}), AWS)
        assert AWS.rank_of(lacking.reached) < AWS.rank_of(tier), name
        gap = next(gap for gap in lacking.tracks[0].gaps if gap.tier == tier)
        assert not gap.is_closed


def test_another_way_to_a_criterion_counts_as_well() -> None:
    answers = {**PREMIER, "references": 0, "csat": 20}
    assert compute_standing(facts(answers), AWS).reached == "premier"
    neither = compute_standing(facts({**PREMIER, "references": 4, "csat": 19}), AWS)
    assert neither.reached == "advanced"
    assert neither.tracks[0].gaps[0].groups == (("premier-csat", "premier-references"),)


def test_an_index_holds_certificates_against_revenue() -> None:
    values = {
        "foundation": 1,
        "black_belts/12": 4,
        "revenue/12": 400_000,
        "growth": 20,
        "onboarded": 80,
        "adopted": 50,
        "engagement": 50,
    }
    standing = compute_standing(facts(values), CISCO)
    # Four certificates for 400,000 are one for each 100,000: half of what is asked.
    assert standing.tracks[0].points == Decimal("1") + Decimal("1.5") + 2 + 1 + 1 + 1
    assert standing.reached == "preferred"
    twice = compute_standing(facts({**values, "revenue/12": 800_000}), CISCO)
    assert twice.tracks[0].points == Decimal("6.75")
    assert twice.reached == "funded"


def test_whoever_is_small_counts_as_one_unit_large() -> None:
    assert compute_standing(facts({"black_belts/12": 1}), CISCO).tracks[0].points == Decimal("1.5")
    assert compute_standing(facts({"black_belts/12": 1, "revenue/12": 50}), CISCO).tracks[0].points == Decimal("1.5")


def test_programs_say_themselves() -> None:
    for rules in (MICROSOFT, AWS, CISCO):
        said = [one.rule for one in rules.sentences()]
        assert len(said) == len(set(said))
        assert {one.key for one in rules.metrics} | {one.key for one in rules.criteria}
        assert len(said) >= len(rules.metrics) + len(rules.criteria) + len(rules.tracks) + 4


# --- Rules that do not fit --------------------------------------------------------------------------------------------

TRACK = {"key": "main", "name": "Main"}
ADDS = {"key": "adds", "track": "main", "metric": "test.adds", "weight": "100", "threshold": "5", "months": 6}
BELTS = {"key": "belts", "tier": "gold", "metric": "test.black_belts", "at_least": "5"}
LADDER = [{"tier": "silver", "points": "20"}, {"tier": "gold", "points": "70"}]
GOOD = {"tracks": [TRACK], "metrics": [ADDS], "tiers": LADDER}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"metrics": [{**ADDS, "weight": "90"}]}, "weights make 90, not 100"),
        ({"metrics": [{**ADDS, "metric": "test.unheard"}]}, "“adds”: nobody measures “test.unheard”"),
        ({"metrics": [{**ADDS, "track": "side"}]}, "“adds”: there is no track “side”"),
        ({"metrics": [{**ADDS, "months": None}]}, "“adds”: say of how many months"),
        ({"metrics": [ADDS, ADDS]}, "“adds” is there twice"),
        ({"tiers": [*LADDER, {"tier": "platinum", "points": "101"}]}, "“platinum” cannot be reached"),
        ({"tiers": []}, "leads to no tier"),
        ({"tiers": LADDER[::-1]}, "“silver” asks for fewer points than “gold”"),
        ({"tiers": [{**LADDER[0], "points": "70"}, LADDER[1]]}, "Nobody would ever be in “silver”"),
        ({"tiers": [*LADDER, {"tier": "gold", "track": "main", "points": "80"}]}, "“gold” is there twice"),
        ({"metrics": []}, "“silver” cannot be reached"),
        ({"criteria": [{**BELTS, "tier": "iron"}]}, "“belts”: there is no tier “iron”"),
        ({"criteria": [BELTS, {**BELTS, "key": "less", "tier": "silver"}]}, "“belts” asks for no more than “silver”"),
        ({"criteria": [{**BELTS, "metric": "test.growth", "at_least": "101"}]}, "never comes to more than 100"),
        ({"criteria": [{**BELTS, "months": 6}]}, "no months count"),
        ({"currency": "EURO"}, "EURO is not an ISO 4217 currency"),
    ],
)
def test_rules_that_do_not_fit_are_refused_with_the_place(changed: Mapping[str, object], says: str) -> None:
    TierRules.load(GOOD)
    with pytest.raises(ValidationError) as refused:
        TierRules.load({**GOOD, **changed})
    context = refused.value.errors()[0]["ctx"]
    assert says in context["text"].format(**context["params"])


# --- By property ------------------------------------------------------------------------------------------------------

amounts = st.decimals(0, 60, places=1)
programs = st.sampled_from([MICROSOFT, AWS, CISCO])


@st.composite
def cases(draw: st.DrawFn) -> tuple[TierRules, TierFacts]:
    """Return a program with any values of its metrics."""
    rules = draw(programs)
    values = {key: draw(amounts) * (1000 if "re" in key else 1) for key in sorted(rules.evidence())}
    return rules, TierFacts(values=values)


@given(cases(), st.data(), st.decimals(0, 1000, places=1))
def test_more_of_a_metric_is_never_worse(case: tuple[TierRules, TierFacts], data: st.DataObject, more: Decimal) -> None:
    rules, before = case
    sizes = {rules.per_key(one) for one in rules.metrics if one.per}
    key = data.draw(st.sampled_from(sorted(rules.evidence().keys() - sizes)))
    after = compute_standing(replace(before, values={**before.values, key: before.values[key] + more}), rules)
    for track in compute_standing(before, rules).tracks:
        same = next(one for one in after.tracks if one.track == track.track)
        assert same.points >= track.points
        assert rules.rank_of(same.reached) >= rules.rank_of(track.reached)
        assert rules.rank_of(same.keeps) >= rules.rank_of(track.keeps)


@given(cases())
def test_a_standing_explains_itself(case: tuple[TierRules, TierFacts]) -> None:
    rules, known = case
    for track in compute_standing(known, rules).tracks:
        assert track.points == sum(one.points for one in track.metrics)
        assert all(0 <= one.points <= one.weight for one in track.metrics)
        above = [step.tier for step in rules.ladder_of(track.track)][rules.rank_of(track.reached) + 1 :]
        assert [gap.tier for gap in track.gaps] == above
        assert not any(gap.is_closed for gap in track.gaps)


@given(cases())
def test_a_level_is_a_standing_without_its_reasons(case: tuple[TierRules, TierFacts]) -> None:
    plain_rules, known = case
    for rules in (plain_rules, plain_rules.model_copy(update={"margin": Decimal(10)})):
        standing, level = compute_standing(known, rules), Levels(rules).find(known)
        assert standing.best is not None
        assert level is not None
        assert (level.track, level.points, level.full) == (
            standing.best.track,
            standing.best.points,
            standing.best.full,
        )
        assert level.reach == reach_of(standing, rules)
    assert Levels(TierRules()).find(known) is None


@given(cases(), st.data())
def test_who_goes_the_way_up_is_there(case: tuple[TierRules, TierFacts], data: st.DataObject) -> None:
    rules, known = case
    tier = data.draw(st.sampled_from(rules.ranking))
    ways = rank_ways_up(known, rules, tier)
    reached = compute_standing(known, rules).reached
    assert [way.effort for way in ways] == sorted(way.effort for way in ways)
    if rules.rank_of(reached) >= rules.rank_of(tier):
        assert ways
        assert ways[0].effort == 0
        return
    for way in ways:
        raised = {evidence_key(one.metric, one.months): one.to for one in way.raises}
        there = compute_standing(replace(known, values={**known.values, **raised}), rules)
        assert rules.rank_of(there.reached) >= rules.rank_of(tier)


def test_the_cheapest_of_alternatives_is_proposed() -> None:
    way = rank_ways_up(facts({**PREMIER, "references": 0, "csat": 18}), AWS, "premier")[0]
    assert [(one.metric, one.value, one.to) for one in way.raises] == [("test.csat", 18, 20)]


# --- What becomes of a tier -------------------------------------------------------------------------------------------

COOL = TierRules.load({**GOOD, "margin": "10", "grace_days": 10, "notice_days": 30})


def at(points: int) -> TierStanding:
    """Return the standing of a partner with so many points."""
    return compute_standing(facts({"adds": Decimal(points) / 20}, months=6), COOL)


def reach(points: int) -> Reach | None:
    """Return how far a partner with so many points is."""
    return reach_of(at(points), COOL)


def live(days: int, points: list[int], tier: str = "gold") -> list[tuple[date, TierStep, str]]:
    """Return what happens to a tier, one day after another, as the points go by; the last one stays."""
    cooling, moves = Cooling(), []
    for number in range(days):
        today = DAY + timedelta(days=number)
        move = decide_tier(tier, reach(points[min(number, len(points) - 1)]), cooling, COOL, today)
        tier, cooling = move.tier, move.cooling
        if move.step is not TierStep.KEEP:
            moves.append((today, move.step, tier))
    return moves


def test_a_tier_is_reached_at_once_and_lost_at_the_end_of_a_quarter_after_notice() -> None:
    assert live(3, [70], tier="silver") == [(DAY, TierStep.PROMOTE, "gold")]
    assert live(90, [40]) == [
        (date(2026, 2, 20), TierStep.NOTIFY, "gold"),
        (date(2026, 4, 1), TierStep.DEMOTE, "silver"),
    ]


def test_notice_of_thirty_days_can_reach_into_the_next_quarter() -> None:
    cooling = Cooling(below_since=date(2026, 2, 1))
    move = decide_tier("gold", reach(40), cooling, COOL, date(2026, 3, 3))
    assert move.cooling.notice == Notice(tier="silver", demote_on=date(2026, 7, 1))
    assert decide_tier("gold", reach(40), cooling, COOL, date(2026, 3, 2)).cooling.notice == Notice(
        tier="silver", demote_on=date(2026, 4, 1)
    )


def test_whoever_recovers_keeps_the_tier() -> None:
    moves = live(120, [*[40] * 15, 63])
    assert moves == [
        (date(2026, 2, 20), TierStep.NOTIFY, "gold"),
        (date(2026, 2, 25), TierStep.WITHDRAW, "gold"),
    ]


def test_a_tier_fixed_by_hand_stays_until_its_day() -> None:
    fixed = Cooling(fixed_until=date(2026, 3, 1))
    for points in (0, 100):
        assert decide_tier("silver", reach(points), fixed, COOL, date(2026, 2, 28)).step is TierStep.KEEP
    assert decide_tier("silver", reach(100), fixed, COOL, date(2026, 3, 1)).step is TierStep.PROMOTE


def test_a_tier_of_which_the_rules_do_not_speak_stays() -> None:
    assert decide_tier("founding", reach(100), Cooling(), COOL, DAY).tier == "founding"
    assert decide_tier("gold", None, Cooling(), TierRules(), DAY).tier == "gold"


@given(st.lists(st.integers(63, 69), min_size=1, max_size=400))
def test_within_the_margin_nothing_ever_moves(points: list[int]) -> None:
    assert live(len(points), points) == []
    assert live(len(points), points, tier="silver") == []


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60), st.integers(1, 6))
def test_a_tier_never_goes_to_and_fro(points: list[int], every: int) -> None:
    days = [one for one in points for _day in range(every)]
    moves = live(len(days), days)
    for (_day, step, tier), (_later, following, to) in pairwise(moves):
        # What was just lost comes back only in full, and what was just reached goes only after notice.
        if step is TierStep.PROMOTE:
            assert following in {TierStep.NOTIFY, TierStep.PROMOTE}
        if step is TierStep.DEMOTE:
            assert following in {TierStep.NOTIFY, TierStep.PROMOTE}
            assert following is not TierStep.PROMOTE or COOL.rank_of(to) > COOL.rank_of(tier)
        if step is TierStep.NOTIFY:
            assert following in {TierStep.WITHDRAW, TierStep.DEMOTE, TierStep.PROMOTE}


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_single_standing_settles_in_one_move(points: int, before: int) -> None:
    standing = at(points)
    tier = at(before).reached
    moves = [step for _day, step, _tier in live(200, [points], tier=tier)]
    assert moves in ([], [TierStep.PROMOTE], [TierStep.NOTIFY, TierStep.DEMOTE])
    assume(moves == [TierStep.PROMOTE])
    assert COOL.rank_of(standing.reached) > COOL.rank_of(tier)


# --- The calendar -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "period", "month", "start"),
    [
        ("2026-03-31", DemotionPeriod.QUARTER, 1, "2026-04-01"),
        ("2026-04-01", DemotionPeriod.QUARTER, 1, "2026-04-01"),
        ("2028-02-29", DemotionPeriod.QUARTER, 1, "2028-04-01"),
        ("2026-12-15", DemotionPeriod.QUARTER, 1, "2027-01-01"),
        ("2026-01-31", DemotionPeriod.QUARTER, 2, "2026-02-01"),
        ("2026-07-02", DemotionPeriod.YEAR, 7, "2027-07-01"),
        ("2026-06-30", DemotionPeriod.YEAR, 7, "2026-07-01"),
    ],
)
def test_periods_begin_with_the_program_year(day: str, period: DemotionPeriod, month: int, start: str) -> None:
    rules = TierRules(demotes_at_end_of=period, year_starts_in=month)
    assert find_period_start(date.fromisoformat(day), rules) == date.fromisoformat(start)


@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)), st.sampled_from(DemotionPeriod), st.integers(1, 12))
def test_every_day_lies_in_one_period(day: date, period: DemotionPeriod, month: int) -> None:
    start, until = find_period(day, period, month)
    assert start <= day < until
    assert find_period(until, period, month)[0] == until
    assert find_period_start(day, TierRules(demotes_at_end_of=period, year_starts_in=month)) in {start, until}
