"""What a score is made of: of facts and rules alone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.kernel.scores import Grade, compute_score
from steelyard.partners.quality.policies import compute_parts, is_reminder_due, is_right, list_asks, list_missing
from steelyard.partners.quality.rules import DataQualityRules
from steelyard.partners.quality.terms import Ask, Detail, PartnerData, QualityPart, TaskKind


@st.composite
def rulebooks(draw: st.DrawFn) -> DataQualityRules:
    """Return rules with any weights that make a hundred, any details in any order, any times."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    fresh = draw(st.integers(1, 700))
    return DataQualityRules(
        **dict(zip(QualityPart, weights, strict=True)),
        asked=tuple(draw(st.lists(st.sampled_from(Detail), min_size=1, unique=True))),
        fresh_days=fresh,
        stale_days=draw(st.integers(fresh + 1, 1500)),
        duplicate_cost=draw(st.integers(1, 100)),
    )


counts = st.integers(0, 500)
data = st.builds(
    PartnerData,
    filled=st.frozensets(st.sampled_from(Detail)),
    checked_days=st.integers(0, 4000),
    contacts_checked_days=st.integers(0, 4000),
    members=counts,
    recent_members=counts,
    unconfirmed=counts,
    open_duplicates=st.integers(0, 5),
    takes_tasks=st.booleans(),
)


def score(facts: PartnerData, rules: DataQualityRules) -> Decimal:
    """Return the score of the facts."""
    return compute_score(compute_parts(facts, rules))


@given(data, rulebooks())
def test_a_score_is_the_weighted_sum_of_its_parts(facts: PartnerData, rules: DataQualityRules) -> None:
    parts = compute_parts(facts, rules)
    assert [part.key for part in parts] == list(QualityPart)
    assert all(0 <= part.share <= 1 for part in parts)
    assert sum(part.weight for part in parts) == 100
    assert compute_score(parts) == sum(part.share * part.weight for part in parts)
    assert 0 <= compute_score(parts) <= 100


@given(data, rulebooks(), st.sampled_from(Detail))
def test_a_more_complete_record_never_scores_lower(facts: PartnerData, rules: DataQualityRules, more: Detail) -> None:
    fuller = replace(facts, filled=facts.filled | {more})
    assert score(fuller, rules) >= score(facts, rules)
    assert set(list_missing(fuller, rules)) <= set(list_missing(facts, rules))


@given(data, rulebooks(), st.integers(1, 1000))
def test_nothing_gets_better_by_waiting_or_by_more_duplicates(
    facts: PartnerData, rules: DataQualityRules, more: int
) -> None:
    assert score(replace(facts, checked_days=facts.checked_days + more), rules) <= score(facts, rules)
    assert score(replace(facts, open_duplicates=facts.open_duplicates + more), rules) <= score(facts, rules)
    assert score(replace(facts, unconfirmed=facts.unconfirmed + more), rules) <= score(facts, rules)


@given(data, rulebooks(), st.integers(1, 100))
def test_people_who_join_never_lower_a_score(facts: PartnerData, rules: DataQualityRules, more: int) -> None:
    assert score(replace(facts, members=facts.members + more), rules) >= score(facts, rules)


@given(data, rulebooks())
def test_nothing_depends_on_order(facts: PartnerData, rules: DataQualityRules) -> None:
    turned = rules.model_copy(update={"asked": tuple(reversed(rules.asked))})
    assert score(facts, turned) == score(facts, rules)
    assert list_asks(facts, turned) == list_asks(facts, rules)
    parts = compute_parts(facts, rules)
    assert compute_score(reversed(parts)) == compute_score(parts)


@given(data, rulebooks())
def test_a_perfect_record_has_all_points_and_nothing_to_do(facts: PartnerData, rules: DataQualityRules) -> None:
    perfect = PartnerData(filled=frozenset(Detail), members=2, recent_members=1)
    assert score(perfect, rules) == 100
    assert all(is_right(ask, perfect, rules) for ask in list_asks(perfect, rules))


def test_who_does_not_work_in_the_portal_is_asked_for_nothing() -> None:
    assert not list_asks(PartnerData(takes_tasks=False), DataQualityRules())


def test_what_the_host_keeps_is_not_asked_of_the_partner() -> None:
    asked = {ask.detail for ask in list_asks(PartnerData(), DataQualityRules()) if ask.kind is TaskKind.FILL}
    assert asked == {"website", "phone", "description", "capabilities", "verticals"}


def test_people_are_confirmed_each_quarter() -> None:
    ask, rules = Ask(kind=TaskKind.CONFIRM_CONTACTS), DataQualityRules()
    assert is_right(ask, PartnerData(contacts_checked_days=89), rules)
    assert not is_right(ask, PartnerData(contacts_checked_days=90), rules)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"completeness": 50}, "The weights of the parts"),
        ({"fresh_days": 540}, "A record is fresh before"),
        ({"asked": (Detail.PHONE, Detail.PHONE)}, "listed twice"),
        ({"reminder_days": (0,)}, "at least a day"),
    ],
)
def test_rules_that_do_not_fit_together_are_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        DataQualityRules(**wrong)


@given(st.integers(0, 60), st.integers(0, 60), st.lists(st.integers(1, 30), max_size=4))
def test_each_reminder_comes_once(open_for: int, late_for: int, days_before: list[int]) -> None:
    opened, due_on = date(2026, 1, 5), date(2026, 1, 5) + timedelta(days=open_for)
    last_on, came = opened, 0
    for passed in range(1, open_for + late_for + 2):
        today = opened + timedelta(days=passed)
        if is_reminder_due(due_on=due_on, last_on=last_on, today=today, days_before=days_before):
            last_on, came = today, came + 1
    assert came == 1 + len({days for days in days_before if days < open_for})


def test_grades_leave_no_gap() -> None:
    assert [Grade.of(Decimal(points)) for points in ("0", "49.9999", "50", "79.9999", "80", "100")] == [
        *(Grade.POOR, Grade.POOR, Grade.FAIR, Grade.FAIR, Grade.GOOD, Grade.GOOD)
    ]
