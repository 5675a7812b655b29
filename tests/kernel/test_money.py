"""Money: exact, in one currency, and never a cent more or less than there was."""

from decimal import ROUND_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.kernel.money import CurrencyMismatch, Money, is_currency, minor_units


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("code", "is_one"), [("EUR", True), ("JPY", True), ("eur", False), ("XXY", False), ("EU", False)]
)
def test_a_currency_is_one_of_iso_4217(code: str, *, is_one: bool) -> None:
    assert is_currency(code) is is_one


def test_a_name_or_number_of_a_currency_is_not_its_code() -> None:
    assert not is_currency("978")
    assert not is_currency("Euro")


@pytest.mark.parametrize(
    ("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("UYI", 0), ("XPF", 0), ("TND", 3)]
)
def test_a_currency_has_its_own_smallest_unit(currency: str, places: int) -> None:
    assert minor_units(currency) == places


@pytest.mark.parametrize("amount", [1.0, 1, "1", Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_is_exact_and_finite(amount: object) -> None:
    with pytest.raises(TypeError, match=r"^an amount is a finite Decimal$"):
        Money(amount, "EUR")  # type: ignore[arg-type]


def test_an_amount_has_a_real_currency() -> None:
    with pytest.raises(ValueError, match=r"^'XYZ' is not an ISO 4217 currency$"):
        Money(Decimal(1), "XYZ")


def test_amounts_of_one_currency_are_put_together() -> None:
    assert eur("1.10") + eur("2.20") == eur("3.30")
    assert eur("1.10") - eur("2.20") == eur("-1.10")
    assert -eur("1.10") == eur("-1.10")
    assert eur("1.10") < eur("1.11")
    assert not eur("1.10") < eur("1.10")
    assert str(eur("1.10")) == "1.10 EUR"


@pytest.mark.parametrize("together", [Money.__add__, Money.__sub__, Money.__lt__])
def test_amounts_of_two_currencies_are_not_put_together(together: object) -> None:
    with pytest.raises(CurrencyMismatch, match=r"^EUR and USD$"):
        together(eur("1"), Money(Decimal(1), "USD"))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.12"),
        ("0.135", "EUR", "0.14"),
        ("0.5", "JPY", "0"),
        ("1.5", "JPY", "2"),
        ("1.0005", "KWD", "1.000"),
    ],
)
def test_rounding_goes_to_the_even_neighbor(amount: str, currency: str, rounded: str) -> None:
    assert str(Money(Decimal(amount), currency).rounded()) == f"{rounded} {currency}"


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        ("100.00", "1 1 1", "33.34 33.33 33.33"),
        ("0.05", "1 1", "0.03 0.02"),
        ("0.02", "1 1 1", "0.01 0.01 0.00"),
        ("-0.05", "1 1", "-0.03 -0.02"),
        ("10.00", "0 1", "0.00 10.00"),
        ("1.00", "0.5 0.3 0.2", "0.50 0.30 0.20"),
        ("0.01", "1 2 1", "0.00 0.01 0.00"),  # the largest remainder, wherever it stands
        ("0.03", "3 1 1 1", "0.02 0.01 0.00 0.00"),
        ("0.00", "1 1", "0.00 0.00"),
        ("0.125", "1", "0.12"),  # to the even neighbor, as everywhere
    ],
)
def test_a_split_gives_each_its_share(amount: str, weights: str, shares: str) -> None:
    split = eur(amount).split([Decimal(weight) for weight in weights.split()])
    assert [str(share) for share in split] == [f"{share} EUR" for share in shares.split()]


def test_rounding_is_the_same_whatever_the_process_has_set() -> None:
    with localcontext(rounding=ROUND_UP):
        assert eur("0.125").rounded() == eur("0.12")
        assert eur("0.125").split([Decimal(1)]) == [eur("0.12")]


def test_yen_are_split_without_sen() -> None:
    assert [str(share) for share in Money(Decimal(100), "JPY").split([Decimal(1)] * 3)] == [
        "34 JPY",
        "33 JPY",
        "33 JPY",
    ]


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(2), Decimal(-1)], [Decimal(-1)]])
def test_a_split_needs_weights_that_mean_something(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match=r"^weights must be non-negative and sum to a positive number$"):
        eur("1").split(weights)


@given(
    st.decimals(-10_000, 10_000, places=2),
    st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=8).filter(lambda weights: sum(weights) > 0),
)
def test_a_split_loses_nothing_and_is_fair_to_a_cent(amount: Decimal, weights: list[Decimal]) -> None:
    shares = Money(amount, "EUR").split(weights)
    assert sum(share.amount for share in shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.amount - amount * weight / sum(weights)) < Decimal("0.01")
