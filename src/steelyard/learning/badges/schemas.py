"""Badges and their keys as the API takes and gives them."""

from datetime import datetime

from steelyard.learning.badges.terms import Badge, BadgeKeyCard
from steelyard.platform.http.schemas import Body, Schema


class BadgeOut(Schema):
    """A certificate as Open Badges 3.0 credential: signed (VC-JWT), with the addresses of it and of the picture that carries it."""

    number: str
    name: str
    holder: str
    issuer: str
    address: str
    image: str
    credential: str

    @classmethod
    def of(cls, badge: Badge) -> "BadgeOut":
        """Return the badge for the API."""
        return cls(**{name: getattr(badge, name) for name in cls.model_fields})


class BadgeKeyIn(Body):
    """Why badges are signed with a new key. What a compromised key signed is no longer verified."""

    is_compromised: bool = False


class BadgeKeyOut(Schema):
    """A key that signs badges, or did until it ended; its public part is at the address."""

    id: str
    address: str
    begun_at: datetime
    ended_at: datetime | None
    is_compromised: bool

    @classmethod
    def of(cls, card: BadgeKeyCard) -> "BadgeKeyOut":
        """Return the key for the API."""
        return cls(id=card.public_id, **{name: getattr(card, name) for name in cls.model_fields if name != "id"})
