"""What is said about a registration."""

from datetime import datetime
from typing import Self

from steelyard.deals.cards import CommentCard
from steelyard.deals.schemas.fields import Said
from steelyard.deals.schemas.people import PersonOut
from steelyard.platform.http.schemas import Body, Schema


class CommentIn(Body):
    """Something said to both sides, or within the host."""

    body: Said
    is_internal: bool = False


class CommentOut(Schema):
    """Something said about a registration."""

    id: str
    body: str
    is_internal: bool
    said_at: datetime
    said_by: PersonOut

    @classmethod
    def of(cls, card: CommentCard) -> Self:
        return cls(
            id=card.public_id,
            body=card.body,
            is_internal=card.is_internal,
            said_at=card.said_at,
            said_by=PersonOut.of(card.said_by),
        )
