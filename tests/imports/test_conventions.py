"""Dates, decimals and yes or no, where a cell alone could mean two things."""

from datetime import date
from decimal import Decimal

import pytest

from steelyard.platform.imports import parsing
from steelyard.platform.imports.conventions import Convention, DateOrder, DecimalSign, guess_convention

MONTH_FIRST = Convention(dates=DateOrder.MONTH_FIRST)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("31/12/2023", date(2023, 12, 31)),
        ("5/12/23", date(2023, 12, 5)),
        ("Dec 5, 23", date(2023, 12, 5)),
        ("December 5, 2023", date(2023, 12, 5)),
        ("5. Dezember 2023", date(2023, 12, 5)),
        ("1. März 2024", date(2024, 3, 1)),
        ("05-Dec-23", date(2023, 12, 5)),
        ("45265", date(2023, 12, 5)),
        ("45265.5", date(2023, 12, 5)),
        ("2023-12-05 10:00:00", date(2023, 12, 5)),
    ],
)
def test_dirty_dates_are_read(cell: str, value: date) -> None:
    assert parsing.day(cell) == value


def test_the_convention_decides_what_could_be_two_days() -> None:
    assert parsing.day("05/12/2023") == date(2023, 12, 5)
    assert parsing.day("05/12/2023", MONTH_FIRST) == date(2023, 5, 12)
    assert parsing.day("05.12.2023", MONTH_FIRST) == date(2023, 12, 5)


@pytest.mark.parametrize(
    ("cell", "sign", "value"),
    [
        ("1.234,56 €", DecimalSign.EITHER, "1234.56"),
        ("$1,234", DecimalSign.EITHER, "1234"),
        ("(500)", DecimalSign.EITHER, "-500"),
        ("1.234", DecimalSign.COMMA, "1234"),
        ("1.234", DecimalSign.POINT, "1.234"),
        ("1,234", DecimalSign.COMMA, "1.234"),
        ("1,234", DecimalSign.POINT, "1234"),
    ],
)
def test_the_convention_decides_what_could_be_two_amounts(cell: str, sign: DecimalSign, value: str) -> None:
    assert parsing.amount(cell, Convention(decimals=sign)) == Decimal(value)


@pytest.mark.parametrize(
    ("cells", "guessed"),
    [
        (["31/12/2023", "05/12/2023"], Convention()),
        (["12/31/2023", "05/12/2023"], MONTH_FIRST),
        (["1.234,56", "7,00"], Convention(decimals=DecimalSign.COMMA)),
        (["1,234.56", "7.00"], Convention(decimals=DecimalSign.POINT)),
        (["1,234.56", "7,00"], Convention()),
        (["acme.com", "12"], Convention()),
    ],
)
def test_the_convention_is_guessed_from_what_proves_it(cells: list[str], guessed: Convention) -> None:
    assert guess_convention(cells) == guessed


@pytest.mark.parametrize(
    ("cell", "value"), [("WAHR", True), ("ja", True), ("falsch", False), ("-", False), ("T", True)]
)
def test_yes_and_no_are_read_in_both_languages(cell: str, value: bool) -> None:
    assert parsing.flag(cell) is value
