"""Opportunities without a partner."""

from datetime import date
from typing import Annotated

from pydantic import Field

from steelyard.deals.schemas.fields import FamilyKey
from steelyard.platform.http.schemas import Body, Line, MoneySchema, Text


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
