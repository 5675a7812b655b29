"""Opportunities without a partner."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from steelyard.deals.cards import PoachingEntry
from steelyard.deals.schemas.fields import FamilyKey
from steelyard.deals.schemas.people import PersonOut
from steelyard.deals.terms import DirectOutcome
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Line, MoneySchema, Schema, Text


class DirectOpportunityIn(Body):
    """An opportunity without a partner, and the reason to override a protection."""

    company: Annotated[str, Field(max_length=60)]
    name: Annotated[Line, Field(min_length=1)]
    region: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=20)]
    division: Line = ""
    families: Annotated[list[FamilyKey], Field(max_length=50)] = []
    amount: MoneySchema
    close_on: date
    override_reason: Annotated[Text, Field(max_length=2000)] = ""


class PoachingOut(Schema):
    """Direct sales met a protection: stopped by it, or gone on despite it. The opportunity is told the host alone."""

    id: str
    outcome: DirectOutcome
    at: datetime
    by: PersonOut
    registration: str
    company: str
    partner: str
    reason: str
    opportunity: str | None

    @classmethod
    def of(cls, entry: PoachingEntry) -> Self:
        return cls(
            id=entry.id,
            outcome=entry.outcome,
            at=entry.at,
            by=PersonOut.of(entry.by),
            registration=entry.registration,
            company=entry.company,
            partner=entry.partner,
            reason=entry.reason,
            opportunity=public_id("opp", entry.opportunity_id) if entry.opportunity_id else None,
        )
