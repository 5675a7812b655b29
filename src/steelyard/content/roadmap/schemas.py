"""What the API of the roadmap takes and gives."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from steelyard.content.models import Audience
from steelyard.content.roadmap.terms import RoadmapCard, RoadmapReadingCard, RoadmapStatus, RoadmapTerms
from steelyard.content.schemas import Title, Word
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Line, Schema, Text


class RoadmapItemIn(Body):
    """What is to come; `quarter_on` is any day of the quarter. The audience asks for an agreement, or is the host's alone."""

    title: Title
    quarter_on: date
    status: RoadmapStatus
    audience_id: str
    confidentiality: Annotated[Line, Field(min_length=1, max_length=300)]
    words: Annotated[Text, Field(max_length=20_000, description="Markdown.")] = ""
    family: Word = ""

    def terms(self) -> RoadmapTerms:
        said = self.model_dump(exclude={"audience_id"})
        return RoadmapTerms(**said, audience_id=Audience.parse_id(self.audience_id))


class RoadmapItemOut(Schema):
    """What is to come, in which quarter. `audience_id` and `audience` are for the host alone."""

    id: str
    title: str
    quarter_on: date
    quarter: Annotated[str, Field(examples=["Q1 2027"])]
    status: RoadmapStatus
    family: str
    confidentiality: str
    audience_id: str | None
    audience: str
    updated_at: datetime

    @classmethod
    def of(cls, card: RoadmapCard) -> "RoadmapItemOut":
        return cls(**fields_of(card))


class RoadmapItemDetailOut(RoadmapItemOut):
    """What is to come, in full; that somebody of a partner reads it is noted."""

    words: str

    @classmethod
    def of_item(cls, card: RoadmapCard, words: str) -> "RoadmapItemDetailOut":
        return cls(**fields_of(card), words=words)


class RoadmapReadingOut(Schema):
    """Who read an item, and when."""

    person: str
    organization: str
    read_at: datetime

    @classmethod
    def of(cls, card: RoadmapReadingCard) -> "RoadmapReadingOut":
        return cls.model_validate(card)


def fields_of(card: RoadmapCard) -> dict[str, object]:
    """Return the fields as the card has them, ids as the outside knows them."""
    same = {name: getattr(card, name) for name in RoadmapItemOut.model_fields if name != "id"}
    audience_id = public_id(Audience.PREFIX, card.audience_id) if card.audience_id else None
    return {**same, "id": card.public_id, "audience_id": audience_id}
