"""The words of benefits: the catalog, and what a partner holds."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from steelyard.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitTerms:
    """Whom a benefit belongs to: partners from a tier up (none: whatever their tier), of some types (none: of all)."""

    key: str
    from_rank: int | None = None
    types: frozenset[str] = frozenset()
    is_offered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What benefits ask about a partner on a day."""

    is_active: bool
    rank: int | None = None
    """The rank of its tier; None for no tier."""
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitCard:
    """A benefit of the catalog, with how many hold it and what that costs in a year; both only for the host."""

    id: UUID
    public_id: str
    key: str
    name: str
    description: str
    from_tier: str
    types: tuple[str, ...]
    value: Money
    """Units: of one partner in a year."""
    is_offered: bool
    holders: int | None = None

    @property
    def cost(self) -> Money | None:
        """What all who hold it cost in a year."""
        return None if self.holders is None else Money(self.value.amount * self.holders, self.value.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBenefit:
    """A benefit that a partner holds, or held."""

    benefit: BenefitCard
    since_on: date
    until: date | None
