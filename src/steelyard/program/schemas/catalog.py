"""Regions and product families."""

from typing import Annotated, Self

from pydantic import Field

from steelyard.platform.http.schemas import Body, Line, Schema
from steelyard.program.schemas.fields import Country, RegionKey
from steelyard.program.terms import ProductFamilyCard, RegionCard


class RegionOut(Schema):
    """A region and its countries."""

    key: str
    name: str
    parent: str | None
    countries: list[str]

    @classmethod
    def of(cls, card: RegionCard) -> Self:
        """Return the answer for a region."""
        return cls(key=card.key, name=card.name, parent=card.parent, countries=list(card.countries))


class RegionIn(Body):
    """A region's name, parent and countries (ISO 3166-1 alpha-2, each in one region)."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    parent: RegionKey | None = None
    countries: list[Country] = Field(default_factory=list, max_length=300)


class ProductFamilyOut(Schema):
    """A part of what the host sells."""

    key: str
    name: str
    requires_certification: bool
    is_active: bool

    @classmethod
    def of(cls, card: ProductFamilyCard) -> Self:
        """Return the answer for a product family."""
        return cls(
            key=card.key,
            name=card.name,
            requires_certification=card.requires_certification,
            is_active=card.is_active,
        )


class ProductFamilyIn(Body):
    """A product family's name and what it asks of partners."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    requires_certification: bool = False
    is_active: bool = True
