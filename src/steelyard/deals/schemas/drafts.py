"""Kept drafts: whatever was typed so far."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from steelyard.deals.cards import DraftCard
from steelyard.deals.schemas.fields import OnBehalf, Version
from steelyard.platform.http.schemas import Body, Schema, clean_text

TypedField = Annotated[str, AfterValidator(clean_text), Field(max_length=10_000)]
Typed = Annotated[
    dict[Annotated[str, Field(max_length=60)], TypedField | Annotated[list[TypedField], Field(max_length=200)]],
    Field(max_length=100, examples=[{"company_name": "Nordwind Energie", "value": "36.000", "lines": ["backup"]}]),
]
"""What was typed, by the name of the form's field: text as it was typed, and several where several may be chosen."""


class RegistrationDraftIn(Body):
    """Whatever is known so far; nothing is checked before the submission."""

    typed: Typed
    version: Version = None


class NewRegistrationDraftIn(RegistrationDraftIn):
    """A draft to begin, for the key's own partner, or by the host on behalf of another."""

    partner: OnBehalf = ""


class DraftOut(Schema):
    """A kept draft, with what was typed."""

    id: str
    typed: dict[str, str | list[str]]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, card: DraftCard) -> Self:
        return cls(id=card.public_id, typed=dict(card.draft), created_at=card.created_at, version=card.version)
