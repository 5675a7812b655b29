"""What the API of contributions takes and gives."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from steelyard.content.contributions.terms import (
    LONGEST_ADDRESS,
    MOST_AUTHORS,
    MOST_REACH,
    Confidence,
    ContributionCard,
    ContributionDraft,
    ContributionKind,
    ContributionRecord,
    ContributionState,
    FeaturedCard,
)
from steelyard.content.models import Audience
from steelyard.content.schemas import EntitlementReasonOut, LanguageKey, Reason, Title, Word, Words
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.program.public import render_reason

PersonId = Annotated[str, Field(max_length=60)]


class ContributionIn(Body):
    """What a partner says of something that its people published.

    `address` is where people open it (https); a file is sent apart. `credited_as` is shown to other partners if it is featured.
    """

    title: Title
    kind: ContributionKind
    summary: Annotated[Text, Field(max_length=1000)] = ""
    address: Annotated[Line, Field(max_length=LONGEST_ADDRESS)] = ""
    language: LanguageKey = "en"
    families: Words = []
    region: Word = ""
    published_on: date | None = None
    credited_as: Annotated[Line, Field(max_length=200)] = ""
    author_ids: Annotated[list[PersonId], Field(max_length=MOST_AUTHORS)] = []
    customer: Annotated[Line, Field(max_length=200, description="The company that it names, if it names one.")] = ""
    reach: Annotated[int, Field(ge=0, le=MOST_REACH)] | None = None
    is_first_publication: bool = True

    def draft(self) -> ContributionDraft:
        said = self.model_dump(exclude={"author_ids", "families"})
        authors = tuple(parse_public_id("person", key) for key in dict.fromkeys(self.author_ids))
        return ContributionDraft(**said, families=tuple(self.families), author_ids=authors)


class ContributionWordsIn(Body):
    """What the other side reads."""

    words: Reason


class ContributionVerificationIn(Body):
    """How sure the one is who looked at it, and what the partner reads."""

    confidence: Confidence
    words: Annotated[Text, Field(max_length=2000)] = ""


class ContributionFeatureIn(Body):
    """Whom it is shown to."""

    audience_id: str


class FeaturedContributionOut(Schema):
    """What a partner published, as it is shown to others."""

    id: str
    title: str
    kind: ContributionKind
    summary: str
    address: str
    file_name: str
    language: str
    families: list[str]
    region: str
    published_on: date
    credited_as: str
    updated_at: datetime

    @classmethod
    def of(cls, card: FeaturedCard) -> "FeaturedContributionOut":
        said = {name: getattr(card, name) for name in cls.model_fields if name not in {"id", "families"}}
        return cls(id=card.public_id, families=list(card.families), **said)


class ContributionOut(Schema):
    """A contribution as its partner and the host list it. `points` count while it is acknowledged."""

    id: str
    partner_id: str
    partner: str
    title: str
    kind: ContributionKind
    state: ContributionState
    summary: str
    address: str
    file_name: str
    language: str
    families: list[str]
    region: str
    published_on: date | None
    credited_as: str
    points: int
    acknowledged_at: datetime | None
    verify_again_on: date | None
    is_featured: bool
    updated_at: datetime

    @classmethod
    def of(cls, card: ContributionCard) -> "ContributionOut":
        return cls(**fields_of(card))


class ContributionDetailOut(ContributionOut):
    """A contribution in full. `words` are what was said last; `expected_points` what it is worth by the rules while it waits.

    `others` (for the host) are what other partners registered at the same address; `audience_id` too is for the host alone.
    """

    author_ids: list[str]
    authors: list[str]
    registrant: str
    customer: str
    reach: int | None
    is_first_publication: bool
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    words: str
    confidence: Confidence | None
    reasons: list[EntitlementReasonOut]
    rules: str
    expected_points: int | None
    checked_at: datetime | None
    failures: int
    audience_id: str | None
    audience: str
    others: list[ContributionOut]

    @classmethod
    def of_record(cls, record: ContributionRecord, actor: Actor) -> "ContributionDetailOut":
        same = {
            name: getattr(record, name)
            for name in (
                "registrant",
                "customer",
                "reach",
                "is_first_publication",
                "submitted_at",
                "decided_at",
                "decided_by",
                "words",
                "confidence",
                "rules",
                "checked_at",
                "failures",
                "audience",
            )
        }
        reasons = record.expected.reasons if record.expected else record.reasons
        return cls(
            **fields_of(record.card),
            **same,
            author_ids=[public_id("person", key) for key in record.author_ids],
            authors=list(record.authors),
            reasons=[
                EntitlementReasonOut(code=one.code, rule=one.rule, text=render_reason(asdict(one), actor))
                for one in reasons
            ],
            expected_points=record.expected.points if record.expected else None,
            audience_id=public_id(Audience.PREFIX, record.audience_id) if record.audience_id else None,
            others=[ContributionOut.of(card) for card in record.others],
        )


def fields_of(card: ContributionCard) -> dict[str, object]:
    """Return the fields as the card has them, ids as the outside knows them."""
    outside = {
        "id": card.public_id,
        "partner_id": public_id("partner", card.partner_id),
        "families": list(card.families),
    }
    return {**{name: getattr(card, name) for name in ContributionOut.model_fields if name not in outside}, **outside}
