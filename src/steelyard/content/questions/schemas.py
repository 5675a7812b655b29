"""What the API says of words that found nothing."""

from datetime import datetime

from steelyard.content.questions.terms import UnansweredCard
from steelyard.platform.http.schemas import Schema


class UnansweredSearchOut(Schema):
    """Words that found nothing, and how often they were asked for; who asked is not kept."""

    id: str
    words: str
    times: int
    first_at: datetime
    last_at: datetime

    @classmethod
    def of(cls, card: UnansweredCard) -> "UnansweredSearchOut":
        said = {name: getattr(card, name) for name in cls.model_fields if name != "id"}
        return cls(id=card.public_id, **said)
