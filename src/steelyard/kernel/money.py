"""Money: an exact amount with its currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

import pycountry

MAX_AMOUNT = Decimal("999999999999.99")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were put together without a rate and a date."""


@cache
def is_currency(code: str) -> bool:
    """Tell whether `code` is a current ISO 4217 alphabetic code, in the capitals that it is written in."""
    found = pycountry.currencies.get(alpha_3=code)
    return found is not None and found.alpha_3 == code


# Source: ISO 4217, column "minor unit", where it differs from 2.
_MINOR_UNITS = {
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"),
            *("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    ),
}


def minor_units(currency: str) -> int:
    """Return how many decimal places the currency has."""
    return _MINOR_UNITS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency. Units: major units (euros, not cents), exact decimals."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise TypeError("an amount is a finite Decimal")
        if not is_currency(self.currency):
            raise ValueError(f"{self.currency!r} is not an ISO 4217 currency")

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._require_same_currency(other)
        return self.amount < other.amount

    def rounded(self) -> "Money":
        """Return the amount rounded half-even to the currency's minor unit."""
        return Money(
            self.amount.quantize(Decimal(1).scaleb(-minor_units(self.currency)), ROUND_HALF_EVEN), self.currency
        )

    def split(self, weights: Sequence[Decimal]) -> list["Money"]:
        """Return one share per weight; the shares sum exactly to this amount (largest remainder).

        Raises: ValueError when the weights do not sum to a positive number or one is negative.
        """
        total = sum(weights, Decimal(0))
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and sum to a positive number")
        unit = Decimal(1).scaleb(-minor_units(self.currency))
        units = int((self.amount / unit).to_integral_value(ROUND_HALF_EVEN))
        sign, units = (-1, -units) if units < 0 else (1, units)
        exact = [Decimal(units) * weight / total for weight in weights]
        floors = [int(share) for share in exact]
        left = units - sum(floors)
        by_remainder = sorted(range(len(weights)), key=lambda i: (floors[i] - exact[i], i))
        for i in by_remainder[:left]:
            floors[i] += 1
        return [Money(sign * unit * share, self.currency) for share in floors]

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
