"""Requests for a longer protection, and their decisions."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from steelyard.deals.cards import ExtensionCard
from steelyard.deals.schemas.evidence import EvidenceIn
from steelyard.deals.schemas.fields import Said, Version
from steelyard.platform.http.schemas import Body, Schema, Text


class ExtensionIn(Body):
    """Why the protection should last longer, with evidence of activity since it was last granted."""

    reason: Said
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    version: Version = None


class ExtensionDecisionIn(Body):
    """The decision about an extension; a refusal needs its reason."""

    granted: bool
    reason: Annotated[Text, Field(max_length=1000)] = ""


class ExtensionOut(Schema):
    """A request for a longer protection."""

    id: str
    reason: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    decision_note: str
    protected_until: datetime | None

    @classmethod
    def of(cls, card: ExtensionCard) -> Self:
        return cls(
            id=card.public_id,
            reason=card.reason,
            state=card.state,
            asked_at=card.asked_at,
            decided_at=card.decided_at,
            decision_note=card.decision_note,
            protected_until=card.protected_until,
        )
