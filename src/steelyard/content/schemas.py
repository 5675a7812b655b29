"""What the API of content takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, HttpUrl

from steelyard.content.models import Audience, Feedback
from steelyard.content.queries import AudienceCard
from steelyard.content.terms import (
    AssetCard,
    AssetKind,
    AssetRecord,
    AssetState,
    AssetTerms,
    AudienceTerms,
    FeedbackCard,
    Found,
    Material,
    ReadingState,
    VersionCard,
)
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.partners.public import AgreementKind
from steelyard.platform.http.schemas import Body, Line, Schema, Text

Word = Annotated[Line, Field(max_length=60)]
Words = Annotated[list[Word], Field(max_length=50)]
Title = Annotated[Line, Field(min_length=1, max_length=200)]
Reason = Annotated[Text, Field(min_length=1, max_length=500)]
LanguageKey = Annotated[Line, Field(pattern="^[a-z]{2}$", description="ISO 639-1.", examples=["en"])]


class FoundOut(Schema):
    """Where the words stand: the page, and the passage with the words between `**`."""

    page: int | None
    passage: str

    @classmethod
    def of(cls, found: Found) -> "FoundOut":
        return cls(page=found.page, passage="".join(f"**{text}**" if meant else text for text, meant in found.pieces))


class AssetVersionOut(Schema):
    """One version of an asset; `reading` says how far search knows its words."""

    id: str
    number: int
    note: str
    link: str
    file_name: str
    content_type: str
    size: int
    created_at: datetime
    created_by: str
    reading: ReadingState
    reading_problem: str
    pages: int
    is_current: bool

    @classmethod
    def of(cls, card: VersionCard) -> "AssetVersionOut":
        said = {name: getattr(card, name) for name in cls.model_fields if name != "id"}
        return cls(id=card.public_id, **said)


class AssetOut(Schema):
    """An asset as lists show it. `audience_id` and `audience` are for the host alone; `found` answers words."""

    id: str
    title: str
    kind: AssetKind
    state: AssetState
    library: str
    summary: str
    language: str
    families: list[str]
    verticals: list[str]
    stages: list[str]
    keywords: list[str]
    audience_id: str | None
    audience: str
    owner_id: str
    owner: str
    review_by: date
    is_stale: bool
    published_at: datetime | None
    version: int | None
    updated_at: datetime
    found: FoundOut | None = None

    @classmethod
    def of(cls, card: AssetCard) -> "AssetOut":
        return cls.model_validate(AssetOut.fields_of(card))

    @classmethod
    def fields_of(cls, card: AssetCard) -> dict[str, object]:
        """Return the fields as the card has them, ids as the outside knows them."""
        same = {name: getattr(card, name) for name in AssetOut.model_fields if hasattr(card, name)}
        return {
            **same,
            "id": card.public_id,
            "audience_id": public_id(Audience.PREFIX, card.audience_id) if card.audience else None,
            "owner_id": public_id("person", card.owner_id),
            "version": card.version.number if card.version else None,
            "found": FoundOut.of(card.found) if card.found else None,
        }


class UsageOut(Schema):
    """How often an asset was used; zeros for partners, who do not learn it."""

    opened: int
    downloaded: int
    last_used_at: datetime | None
    helped: int
    not_helped: int


class AssetDetailOut(AssetOut):
    """An asset with all that its page shows; partners see its current version alone."""

    state_reason: str
    versions: list[AssetVersionOut]
    text: str
    usage: UsageOut

    @classmethod
    def of_record(cls, record: AssetRecord) -> "AssetDetailOut":
        return cls.model_validate(
            {
                **AssetOut.fields_of(record.card),
                "state_reason": record.state_reason,
                "versions": [AssetVersionOut.of(version) for version in record.versions],
                "text": record.text,
                "usage": UsageOut.model_validate(record.usage),
            }
        )


class AssetIn(Body):
    """What is said of an asset."""

    library: Word
    kind: AssetKind
    title: Title
    audience_id: str
    owner_id: str
    review_by: date
    summary: Annotated[Text, Field(max_length=1000)] = ""
    language: LanguageKey = "en"
    families: Words = []
    verticals: Words = []
    stages: Words = []
    keywords: Words = []

    def terms(self) -> AssetTerms:
        said: dict[str, Any] = self.model_dump(exclude={"audience_id", "owner_id"})
        said |= {name: tuple(said[name]) for name in ("families", "verticals", "stages", "keywords")}
        audience_id, owner_id = Audience.parse_id(self.audience_id), parse_public_id("person", self.owner_id)
        return AssetTerms(**said, audience_id=audience_id, owner_id=owner_id)


class AssetVersionIn(Body):
    """A version that is a link or a text in Markdown; files are uploaded by an operation of their own."""

    link: Annotated[HttpUrl | None, Field(description="http or https.")] = None
    text: Annotated[Text, Field(max_length=100_000)] = ""
    note: Annotated[Line, Field(max_length=500)] = ""

    def material(self) -> Material:
        return Material(link=str(self.link or ""), text=self.text, note=self.note)


class AssetPublicationIn(Body):
    """Which version is published; without it the latest."""

    asset_version_id: str | None = None


class AssetReasonIn(Body):
    """Why something is taken away."""

    reason: Reason


class ReviewIn(Body):
    """Until when an asset holds."""

    review_by: date


class AudienceIn(Body):
    """Who belongs: of each list that names anything, one must hold; `regions` with all that lies inside."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    is_internal: bool = False
    tiers: Words = []
    types: Words = []
    roles: list[Literal["seller", "partner_marketing", "architect", "partner_admin"]] = []
    regions: Words = []
    agreements: list[AgreementKind] = []

    def terms(self) -> AudienceTerms:
        return AudienceTerms(
            is_internal=self.is_internal,
            tiers=frozenset(self.tiers),
            types=frozenset(self.types),
            roles=frozenset(self.roles),
            regions=frozenset(self.regions),
            agreements=frozenset(self.agreements),
        )


class AudienceOut(Schema):
    """An audience and how many assets it has."""

    id: str
    name: str
    is_internal: bool
    tiers: list[str]
    types: list[str]
    roles: list[str]
    regions: list[str]
    agreements: list[AgreementKind]
    assets: int

    @classmethod
    def of(cls, card: AudienceCard) -> "AudienceOut":
        terms = card.terms
        return cls(
            id=card.public_id,
            name=card.name,
            is_internal=terms.is_internal,
            assets=card.assets,
            **{name: sorted(getattr(terms, name)) for name in ("tiers", "types", "roles", "regions", "agreements")},
        )


class LibraryOut(Schema):
    """A library."""

    key: str
    name: str


class LibraryIn(Body):
    """What a library is called."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]


class EntitlementReasonOut(Schema):
    """A reason by its stable code, with its sentence."""

    code: str
    rule: str
    text: str


class EntitlementOut(Schema):
    """Whether a partner's people belong to the audience of an asset, and why."""

    may_read: bool
    reasons: list[EntitlementReasonOut]


class LibraryHealthOut(Schema):
    """How much of a library is past its review or unused; `graveyard_index` is their share, 0 to 1, null for an empty library."""

    key: str
    name: str
    published: int
    stale: int
    unused: int
    graveyard_index: Decimal | None


class AssetFeedbackIn(Body):
    """Whether an asset helped."""

    is_helpful: bool
    words: Annotated[Text, Field(max_length=2000)] = ""


class AssetFeedbackOut(Schema):
    """What a reader said of an asset."""

    id: str
    person: str
    organization: str
    is_helpful: bool
    words: str
    given_at: datetime

    @classmethod
    def of(cls, card: FeedbackCard) -> "AssetFeedbackOut":
        said = {name: getattr(card, name) for name in cls.model_fields if name != "id"}
        return cls(id=public_id(Feedback.PREFIX, card.id), **said)


class RecommendationOut(Schema):
    """An asset that fits, with the reasons."""

    asset: AssetOut
    reasons: list[EntitlementReasonOut]
