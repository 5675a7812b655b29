"""Cells into values."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.platform.imports import parsing


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("43200.0", "43200.0"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234", "1234"),
        ("12,5", "12.5"),
        ("£ 43,200", "43200"),
        ("EUR 12.00", "12.00"),
        ("12.00 EUR", "12.00"),
        ("1 234,50 €", "1234.50"),
        ("1'234.50", "1234.50"),
        ("$342.09K", "342090.00"),
        ("€1.2M", "1200000.0"),
        ("(12.00)", "-12.00"),
        ("-75", "-75"),
    ],
)
def test_money_is_read_as_people_write_it(cell: str, value: str) -> None:
    assert parsing.amount(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["abc", "1..2.3,4,", "--", "9e99", "99999999999999", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parsing.amount(cell)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_plain_amounts_come_back_exactly(value: Decimal) -> None:
    assert parsing.amount(f"{value:,}") == value


@pytest.mark.parametrize(
    "cell",
    [
        "2021-04-15",
        "15.04.2021",
        "15/04/2021",
        "15 Apr, 2021 00:03:00",
        "2021-04-15T10:00:00Z",
        "April 15, 2021",
        "20210415",
    ],
)
def test_dates_are_read_as_people_write_them(cell: str) -> None:
    assert parsing.day(cell) == date(2021, 4, 15)


@pytest.mark.parametrize("cell", ["31.02.2021", "yesterday", "2021-13-01", "0000-00-00"])
def test_impossible_dates_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        parsing.day(cell)


def test_an_instant_is_utc() -> None:
    assert parsing.instant("2021-04-15T10:00:00+02:00") == datetime(2021, 4, 15, 8, tzinfo=UTC)
    assert parsing.instant("2021-04-15") == datetime(2021, 4, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "code"), [("Germany", "DE"), ("de", "DE"), ("United States", "US"), ("South Korea", "KR")]
)
def test_countries_are_found_by_code_and_name(cell: str, code: str) -> None:
    assert parsing.country(cell) == code
