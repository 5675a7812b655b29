"""Periods: half-open, and counted in working days where a review is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from steelyard.kernel.periods import Period, add_business_time, add_months

MONDAY = datetime(2026, 11, 16, 9, 30, 15, 7, tzinfo=UTC)
DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


def test_a_period_has_its_beginning_and_not_its_end() -> None:
    period = Period(MONDAY, MONDAY + DAY)
    assert MONDAY in period
    assert MONDAY - TICK not in period
    assert MONDAY + DAY - TICK in period
    assert MONDAY + DAY not in period


def test_a_period_without_an_end_goes_on() -> None:
    assert MONDAY + 100_000 * DAY in Period(MONDAY, None)
    assert MONDAY - TICK not in Period(MONDAY, None)


@pytest.mark.parametrize("until", [MONDAY, MONDAY - TICK])
def test_a_period_does_not_end_before_it_has_begun(until: datetime) -> None:
    with pytest.raises(ValueError, match=r"^a period ends after it starts$"):
        Period(MONDAY, until)


@pytest.mark.parametrize(
    ("starts", "until", "meet"),
    [
        (-2, -1, False),
        (-2, 0, False),
        (-2, 1, True),
        (0, 1, True),
        (1, 2, True),
        (3, 4, False),
        (4, 5, False),
        (-1, 9, True),
    ],
)
def test_two_periods_meet_if_they_share_an_instant(starts: int, until: int, *, meet: bool) -> None:
    one, other = Period(MONDAY, MONDAY + 3 * DAY), Period(MONDAY + starts * DAY, MONDAY + until * DAY)
    assert one.overlaps(other) is meet
    assert other.overlaps(one) is meet


def test_what_never_ends_meets_all_that_ends_later_than_it_begins() -> None:
    endless = Period(MONDAY, None)
    assert endless.overlaps(Period(MONDAY + 999 * DAY, None))
    assert Period(MONDAY - DAY, MONDAY + DAY).overlaps(endless)
    assert not Period(MONDAY - DAY, MONDAY).overlaps(endless)
    assert not endless.overlaps(Period(MONDAY - DAY, MONDAY))


FRIDAY = MONDAY + 4 * DAY
SATURDAY, SUNDAY = FRIDAY + DAY, FRIDAY + 2 * DAY
NEXT_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 8, MONDAY + 8 * HOUR),
        (MONDAY, 24, MONDAY + DAY),
        (MONDAY, 48, MONDAY + 2 * DAY),
        (FRIDAY, 24, FRIDAY + 3 * DAY),  # over the weekend
        (FRIDAY, 48, FRIDAY + 4 * DAY),
        (MONDAY, 120, MONDAY + 7 * DAY),  # a working week
        (MONDAY, 240, MONDAY + 14 * DAY),
        (SATURDAY, 1, NEXT_MONDAY + HOUR),
        (SUNDAY, 1, NEXT_MONDAY + HOUR),
        (SATURDAY.replace(hour=0, minute=0, second=0, microsecond=0), 2, NEXT_MONDAY + 2 * HOUR),
        (NEXT_MONDAY, 24, NEXT_MONDAY + DAY),
        (NEXT_MONDAY - TICK, 0, NEXT_MONDAY),
    ],
)
def test_business_time_leaves_out_weekends(start: datetime, hours: int, end: datetime) -> None:
    assert add_business_time(start, timedelta(hours=hours)) == end


def test_what_ends_with_friday_ends_at_its_midnight() -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    assert add_business_time(FRIDAY, midnight - FRIDAY) == midnight
    assert add_business_time(FRIDAY, midnight - FRIDAY + TICK) == NEXT_MONDAY + TICK


@pytest.mark.parametrize(
    "clocks_change_on", [datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)]
)
def test_it_does_not_matter_that_clocks_on_walls_change(clocks_change_on: datetime) -> None:
    """A Friday at noon before a Sunday of 23 or 25 hours in Berlin: limits are instants, and days have 24 hours."""
    assert add_business_time(clocks_change_on, DAY) == clocks_change_on + 3 * DAY


def test_the_leap_day_is_a_day() -> None:
    assert add_business_time(datetime(2028, 2, 28, 9, tzinfo=UTC), DAY) == datetime(2028, 2, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "months", "shifted"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", -48, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-11-30", 0, "2026-11-30"),
    ],
)
def test_months_are_shifted_to_the_last_day_where_they_are_shorter(on: str, months: int, shifted: str) -> None:
    assert add_months(date.fromisoformat(on), months) == date.fromisoformat(shifted)
