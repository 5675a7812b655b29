"""What holds of every rulebook: merging, comparing, saying, storing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.kernel.actors import SYSTEM
from steelyard.program.queries.rules import list_lines
from steelyard.program.rules import Rulebook, RuleSentence, compare_fields, compare_sentences, setting
from tests.program.rulebook import LADDER, Finding, ReferralRules, Reminders, Rung, Verdict

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_rungs = st.builds(Rung, finding=st.sampled_from(Finding), verdict=st.sampled_from(Verdict), is_on=st.booleans())
_settings: dict[str, st.SearchStrategy[Any]] = {
    "window_days": st.integers(1, 180),
    "longest_days": st.integers(180, 1460),
    "capacity": st.none() | st.integers(1, 10_000),
    "share": st.decimals(0, 1, places=4),
    "look_back_days": st.integers(0, 3650),
    "ladder": st.lists(_rungs, max_size=3, unique_by=lambda rung: rung.finding).map(tuple),
    "reminders": st.builds(Reminders, days=st.lists(st.integers(0, 90), max_size=5).map(tuple), by_mail=st.booleans()),
    "overridable_fields": st.sets(st.sampled_from(sorted(ReferralRules.overridable))).map(
        lambda names: tuple(sorted(names))
    ),
}
rulebooks = st.builds(ReferralRules, **_settings)
overrides = st.fixed_dictionaries({}, optional=_settings)


@unhurried
@given(rulebooks)
def test_a_rulebook_survives_its_storage(rules: ReferralRules) -> None:
    assert ReferralRules.load(rules.dump()) == rules


@unhurried
@given(rulebooks, rulebooks)
def test_the_difference_is_empty_exactly_when_nothing_differs(old: ReferralRules, new: ReferralRules) -> None:
    assert (compare_fields(old, new) == []) == (old == new)
    assert compare_fields(old, old) == compare_sentences(old, old) == []


@unhurried
@given(rulebooks, rulebooks)
def test_a_rule_that_reads_differently_has_a_setting_that_differs(old: ReferralRules, new: ReferralRules) -> None:
    assert not compare_sentences(old, new) or compare_fields(old, new)


@unhurried
@given(rulebooks, st.sampled_from(["en", "de"]))
def test_every_rule_of_every_rulebook_can_be_said(rules: ReferralRules, language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        lines = list_lines(SYSTEM, rules)
    assert len(lines) == len(rules.sentences())
    assert all(line.text and "{" not in line.text for line in lines)


@unhurried
@given(rulebooks, overrides)
def test_a_region_replaces_what_it_may_and_nothing_else(rules: ReferralRules, wanted: dict[str, Any]) -> None:
    merged = rules.merge(_json(wanted))
    for name in ReferralRules.model_fields:
        is_replaced = name in wanted and name in rules.overridable_fields
        assert getattr(merged, name) == (wanted[name] if is_replaced else getattr(rules, name))


@unhurried
@given(rulebooks, overrides)
def test_merging_twice_changes_nothing_more(rules: ReferralRules, wanted: dict[str, Any]) -> None:
    once = rules.merge(_json(wanted))
    assert once.merge(_json(wanted)) == once


def test_a_reordered_ladder_is_seen_as_reordered() -> None:
    old = ReferralRules()
    moved = old.model_copy(update={"ladder": (LADDER[2], LADDER[0], LADDER[1].model_copy(update={"is_on": False}))})
    assert [(c.path, c.old, c.new) for c in compare_fields(old, moved)] == [
        (
            "ladder",
            (Finding.CUSTOMER, Finding.RIVAL, Finding.DIRECT),
            (Finding.DIRECT, Finding.CUSTOMER, Finding.RIVAL),
        ),
        ("ladder.rival.is_on", True, False),
    ]


def test_a_nested_setting_is_named_by_its_path() -> None:
    old = ReferralRules()
    new = old.model_copy(update={"reminders": Reminders(by_mail=False), "share": Decimal("0.2")})
    assert {c.path: c.labels for c in compare_fields(old, new)} == {
        "share": ("Share",),
        "reminders.by_mail": ("Reminders", "By mail"),
    }


def test_rules_are_values() -> None:
    assert hash(ReferralRules()) == hash(ReferralRules())
    with pytest.raises(ValidationError, match="frozen"):
        ReferralRules().window_days = 1  # type: ignore[misc]


def test_a_setting_without_words_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError, match="bare"):

        class Wordless(Rulebook):
            bare: int = 1


def test_an_unknown_setting_cannot_be_overridable() -> None:
    with pytest.raises(TypeError, match="nothing_like_it"):

        class Loose(Rulebook):
            overridable = frozenset({"nothing_like_it"})


def test_all_that_can_be_overridden_may_be_at_first() -> None:
    class Small(Rulebook):
        prefix = "S"
        title = "Small"
        overridable = frozenset({"b", "a"})
        a: int = setting(1, label="A")
        b: int = setting(1, label="B")

        def sentences(self) -> list[RuleSentence]:
            return []

    assert Small().overridable_fields == ("a", "b")


def _json(values: dict[str, Any]) -> dict[str, Any]:
    # What a region stores is the dump of the settings that it replaces.
    complete = ReferralRules().model_copy(update=values).dump()
    return {name: complete[name] for name in values}
