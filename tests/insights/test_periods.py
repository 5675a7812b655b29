"""Which days a name means, and what they are compared with."""

from datetime import date

import pytest

from steelyard.insights.policies import compute_before, compute_spell, list_periods
from steelyard.insights.terms import Grain, Span, Spell


def days(text: str) -> Spell:
    since, until = text.split(" ")
    return Spell(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("span", "on", "spell", "before"),
    [
        (Span.QUARTER, "2026-11-16", "2026-10-01 2026-11-17", "2026-07-01 2026-08-17"),
        (Span.QUARTER, "2026-01-01", "2026-01-01 2026-01-02", "2025-10-01 2025-10-02"),
        (Span.QUARTER, "2026-12-31", "2026-10-01 2027-01-01", "2026-07-01 2026-10-01"),
        (
            Span.QUARTER,
            "2026-06-30",
            "2026-04-01 2026-07-01",
            "2026-01-01 2026-04-01",
        ),  # 91 days before, there are but 90
        (Span.LAST_QUARTER, "2026-11-16", "2026-07-01 2026-10-01", "2026-04-01 2026-07-01"),
        (Span.LAST_QUARTER, "2026-02-10", "2025-10-01 2026-01-01", "2025-07-01 2025-10-01"),
        (Span.NINETY_DAYS, "2026-11-16", "2026-08-19 2026-11-17", "2026-05-21 2026-08-19"),
        (Span.YEARS, "2026-11-16", "2023-12-01 2026-11-17", "2020-12-01 2023-11-17"),
        (Span.TWELVE_MONTHS, "2026-11-16", "2025-12-01 2026-11-17", "2024-12-01 2025-11-17"),
        (
            Span.TWELVE_MONTHS,
            "2028-02-28",
            "2027-03-01 2028-02-29",
            "2026-03-01 2027-02-28",
        ),  # a leap year before a common one
        (Span.TWELVE_MONTHS, "2028-02-29", "2027-03-01 2028-03-01", "2026-03-01 2027-03-01"),
    ],
)
def test_a_name_means_days_and_those_before_them(span: Span, on: str, spell: str, before: str) -> None:
    found = compute_spell(span, date.fromisoformat(on))
    assert found == days(spell)
    assert compute_before(span, found) == days(before)


def test_days_that_were_chosen_are_compared_with_as_many_before_them() -> None:
    assert compute_before(None, days("2026-03-01 2026-03-11")) == days("2026-02-19 2026-03-01")


@pytest.mark.parametrize(
    ("grain", "spell", "firsts"),
    [
        (Grain.MONTH, "2026-11-16 2027-01-01", ["2026-11-01", "2026-12-01"]),
        (Grain.MONTH, "2026-11-16 2027-01-02", ["2026-11-01", "2026-12-01", "2027-01-01"]),
        (Grain.QUARTER, "2026-03-31 2026-07-01", ["2026-01-01", "2026-04-01"]),
        (Grain.QUARTER, "2026-12-01 2026-12-02", ["2026-10-01"]),
        (Grain.MONTH, "2026-11-16 2026-11-16", ["2026-11-01"]),
    ],
)
def test_a_spell_is_cut_into_the_periods_that_it_touches(grain: Grain, spell: str, firsts: list[str]) -> None:
    assert list_periods(days(spell), grain) == [date.fromisoformat(first) for first in firsts]
