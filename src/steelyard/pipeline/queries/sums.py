"""Adding money up in the database, one sum per currency: amounts of different currencies have no sum without a rate."""

from collections.abc import Iterable
from decimal import Decimal

from steelyard.kernel.money import Money


def by_size(sums: Iterable[tuple[str, Decimal]]) -> tuple[Money, ...]:
    """Return the sums of several currencies, largest first."""
    amounts = [Money(amount, currency).rounded() for currency, amount in sums if amount is not None]
    return tuple(sorted(amounts, key=lambda money: (-money.amount, money.currency)))
