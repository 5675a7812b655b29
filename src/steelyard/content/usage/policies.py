"""What shares of won opportunities say, and what they do not.

Source: Wilson 1927 (interval of a share); Newcombe 1998, method 10 (interval of a difference of two).
"""

from decimal import Decimal
from math import sqrt

from steelyard.content.usage.terms import Interval, Share, WinRates

Z_95 = 1.959963984540054
_PLACES = Decimal("0.0001")


def compute_share(won: int, closed: int) -> Share:
    """Return how many of so many were won as a share with its interval; of none there is no share. Raises: ValueError."""
    if not 0 <= won <= closed or not closed:
        raise ValueError(f"{won} of {closed} is no share")
    low, high = _wilson(won, closed)
    return Share(
        won=won, closed=closed, rate=_rounded(won / closed), interval=Interval(low=_rounded(low), high=_rounded(high))
    )


def compare_win_rates(
    *, with_won: int, with_closed: int, without_won: int, without_closed: int, least: int
) -> WinRates:
    """Return the win rates with and without use, and how they differ, if each side has at least so many closed opportunities."""
    if min(with_closed, without_closed) < max(least, 1):
        return WinRates()
    one, other = compute_share(with_won, with_closed), compute_share(without_won, without_closed)
    first, second = with_won / with_closed, without_won / without_closed
    (low, high), (other_low, other_high) = _wilson(with_won, with_closed), _wilson(without_won, without_closed)
    apart = first - second
    return WinRates(
        with_use=one,
        without_use=other,
        difference=_rounded(apart),
        difference_interval=Interval(
            low=_rounded(apart - sqrt((first - low) ** 2 + (other_high - second) ** 2)),
            high=_rounded(apart + sqrt((high - first) ** 2 + (second - other_low) ** 2)),
        ),
    )


def _wilson(won: int, closed: int) -> tuple[float, float]:
    rate, square = won / closed, Z_95**2
    middle = rate + square / (2 * closed)
    spread = Z_95 * sqrt(rate * (1 - rate) / closed + square / (4 * closed**2))
    low, high = (middle - spread) / (1 + square / closed), (middle + spread) / (1 + square / closed)
    return (0.0 if won == 0 else low), (1.0 if won == closed else high)


def _rounded(share: float) -> Decimal:
    return Decimal(str(share)).quantize(_PLACES)
