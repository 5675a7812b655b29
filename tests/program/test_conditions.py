"""Conditions in CEL: what they tell, what is refused and where, and what can never be."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.program.rules import Condition, ConditionInvalid, Fact, FactKind, Vocabulary

VOCABULARY = Vocabulary(
    Fact("value", FactKind.NUMBER, "Value"),
    Fact("days", FactKind.WHOLE, "Days"),
    Fact("live", FactKind.WHOLE, "Live ones"),
    Fact("role", FactKind.TEXT, "Role", words=("sourced", "renewal")),
    Fact("tier", FactKind.TEXT, "Tier", catalog="tiers"),
    Fact("region", FactKind.TEXT, "Region"),
    Fact("families", FactKind.TEXTS, "Families"),
    Fact("tender", FactKind.TRUTH, "Tender"),
    Fact("at", FactKind.INSTANT, "Instant"),
)
FACTS: dict[str, Any] = {
    "value": 60_000.0,
    "days": 30,
    "live": 4,
    "role": "renewal",
    "tier": "gold",
    "region": "dach",
    "families": ["backup", "security"],
    "tender": False,
    "at": datetime(2026, 11, 23, 9, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("value >= 60000.0", True),
        ("value > 60000.0", False),
        ('role == "renewal" && tier != "gold"', False),
        ('tier in ["gold", "platinum"] || tender', True),
        ('"security" in families && !("cloud" in families)', True),
        ('families.exists(f, f.startsWith("sec"))', True),
        ("at.getDayOfWeek() == 1", True),
        ("double(days) * 2000.0 <= value", True),
        ("days > 10 ? live < 5 : tender", True),
    ],
)
def test_a_condition_tells_whether_facts_meet_it(text: str, holds: bool) -> None:
    VOCABULARY.check(text)
    assert VOCABULARY.compile(text).holds(FACTS) is holds


def test_what_is_not_known_meets_nothing() -> None:
    assert not VOCABULARY.compile("days < 10").holds({})
    assert not VOCABULARY.compile("!(days < 10)").holds({})
    assert VOCABULARY.compile("days < 10 || tender").holds({"tender": True})
    assert not VOCABULARY.compile("100 / (days - 30) > 1").holds(FACTS), "an error is no match"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "A condition is needed."),
        ("valu > 1.0", "At character 1: “valu” is not known here."),
        ("tender && valu > 1.0", "At character 11: “valu” is not known here."),
        ("value > 100", "At character 7: “>” does not mix whole numbers and decimals"),
        ("tier > 3", "At character 6: “>” does not work on"),
        ("tender ||", "At character 10: the condition cannot be read from here on."),
        ("tender) ", "At character 7: the condition cannot be read from here on."),
        ("days + live", "A condition is true or false; this is of type"),
        ("tier.upper() == 'GOLD'", "At character 11: “upper” is not known here."),
        ("__import__('os').system('true') == 0", "At character"),
        ("x" * 1001, "A condition has at most 1000 characters."),
        (
            "families.all(a, families.all(b, families.all(c, a == b && b == c)))",
            "At character 41: a condition goes through lists at most 2 times.",
        ),
    ],
)
def test_what_does_not_type_check_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ConditionInvalid) as refused:
        VOCABULARY.check(text)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "value > 10.0 && value < 5.0",
        "days > 3 && days < 4",
        'tier == "gold" && tier == "silver"',
        'role != "sourced" && role != "renewal"',
        'role == "sorced"',
        '"a" in families && !("a" in families)',
        "tender && !tender",
        "days > live && live > days",
        "false",
        'region < "b" && region > "c"',
    ],
)
def test_what_no_case_can_meet_is_refused(text: str) -> None:
    with pytest.raises(ConditionInvalid, match=r"No case can ever meet this condition\."):
        VOCABULARY.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "value > 10.0 && value < 10.01",
        "days > 3 && days < 5",
        "days > live && live > 3 && live < 5",
        "tier != region && tier in families",
        'region > "b" && region < "c"',
        '"a" in families && "b" in families && "c" in families && !("d" in families)',
        "days == -1",
        "at.getDayOfWeek() == 0",
        'tier == """gold"""',
        r'tier == "g\u006fld"',
        'families[0] == "a" && families[1] == "b"',
    ],
)
def test_what_some_case_meets_is_kept(text: str) -> None:
    VOCABULARY.check(text)


def test_words_of_a_catalog_are_all_there_is() -> None:
    knowing = VOCABULARY.knowing({"tiers": ["silver", "gold"]})
    knowing.check('tier == "gold"')
    knowing.check('tier == ""')
    with pytest.raises(ConditionInvalid, match="No case"):
        knowing.check('tier == "golld"')
    VOCABULARY.check('tier == "golld"')


# --- Whatever is written ----------------------------------------------------------------------------------------------

_comparisons = st.one_of(
    st.builds("value {} {}.5".format, st.sampled_from(["<", "<=", ">", ">=", "=="]), st.integers(0, 4)),
    st.builds("days {} {}".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.integers(0, 4)),
    st.builds("live {} days".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!="])),
    st.builds('tier {} "{}"'.format, st.sampled_from(["==", "!="]), st.sampled_from(["a", "b"])),
    st.builds('"{}" in families'.format, st.sampled_from(["a", "b"])),
    st.just("tender"),
)
_conditions = st.recursive(
    _comparisons,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["&&", "||"]), inner) | st.builds("!({})".format, inner)
    ),
    max_leaves=5,
)
_worlds = st.fixed_dictionaries(
    {
        "value": st.integers(-1, 6).map(lambda n: n + 0.5) | st.floats(-10, 10),
        "days": st.integers(-3, 8),
        "live": st.integers(-3, 8),
        "tier": st.sampled_from(["", "a", "b", "c"]),
        "families": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
        "tender": st.booleans(),
    }
)


@settings(max_examples=300, deadline=None)
@given(_conditions, _worlds)
def test_no_world_meets_what_is_called_impossible(text: str, world: dict[str, Any]) -> None:
    condition: Condition = VOCABULARY.compile(text)
    if condition.holds(world):
        assert not condition.is_impossible


@settings(max_examples=100, deadline=None)
@given(_conditions)
def test_an_example_meets_its_condition(text: str) -> None:
    condition = VOCABULARY.compile(text)
    example = condition.find_example()
    assert example is None or condition.holds(example)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("value days<>=&|!()\"'.0123456789 []?:+-", max_size=60))
def test_whatever_is_typed_is_a_condition_or_refused(text: str) -> None:
    with suppress(ConditionInvalid):
        VOCABULARY.check(text)
