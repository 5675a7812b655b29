"""What the API says of benefits, and takes for the catalog."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.money import Money
from steelyard.partners.benefits.terms import BenefitCard, HeldBenefit
from steelyard.platform.http.schemas import Amount, Body, Currency, Line, Schema

Key = Annotated[Line, Field(max_length=50)]


class BenefitIn(Body):
    """A benefit of the catalog."""

    key: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$", max_length=40)]
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    description: Annotated[Line, Field(max_length=500)] = ""
    from_tier: Annotated[Key, Field(description="The lowest tier that has it; empty for all.")] = ""
    types: Annotated[
        list[Key], Field(max_length=50, description="The types of partner that get it; empty for all.")
    ] = []
    amount: Annotated[Amount, Field(description="Worth of one partner in a year.")]
    currency: Currency
    is_offered: bool = True

    @property
    def value(self) -> Money:
        return Money(self.amount, self.currency)


class BenefitOut(Schema):
    """A benefit of the catalog; `holders` and `cost` are the host's."""

    key: str
    name: str
    description: str
    from_tier: str
    types: list[str]
    amount: Decimal
    currency: str
    is_offered: bool
    holders: int | None
    cost: Annotated[Decimal | None, Field(description="What all who hold it cost in a year.")]

    @classmethod
    def of(cls, card: BenefitCard) -> "BenefitOut":
        return cls(
            key=card.key,
            name=card.name,
            description=card.description,
            from_tier=card.from_tier,
            types=list(card.types),
            amount=card.value.amount,
            currency=card.value.currency,
            is_offered=card.is_offered,
            holders=card.holders,
            cost=card.cost.amount if card.cost else None,
        )


class HeldBenefitOut(Schema):
    """A benefit that a partner holds."""

    key: str
    name: str
    amount: Decimal
    currency: str
    since_on: date
    until: date | None

    @classmethod
    def of(cls, held: HeldBenefit) -> "HeldBenefitOut":
        return cls(
            key=held.benefit.key,
            name=held.benefit.name,
            amount=held.benefit.value.amount,
            currency=held.benefit.value.currency,
            since_on=held.since_on,
            until=held.until,
        )
