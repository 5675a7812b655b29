"""The words of content: kinds of assets, where one stands, who may read it, and the plain values that others read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import sentence


class AssetKind(StrEnum):
    """What an asset is for."""

    COLLATERAL = "collateral"
    DECK = "deck"
    TECHNICAL_DOCUMENT = "technical_document"
    ROADMAP = "roadmap"
    PROCESS_DOCUMENT = "process_document"
    KIT_ITEM = "kit_item"
    KNOWLEDGE_ARTICLE = "knowledge_article"

    @property
    def label(self) -> str:
        return _KINDS[self].label

    @property
    def icon(self) -> str:
        return _KINDS[self].icon


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """How a kind is called and shown."""

    label: str
    icon: str


_KINDS: Mapping[AssetKind, KindWords] = {
    AssetKind.COLLATERAL: KindWords(label=sentence("Collateral"), icon="file-description"),
    AssetKind.DECK: KindWords(label=sentence("Deck"), icon="presentation"),
    AssetKind.TECHNICAL_DOCUMENT: KindWords(label=sentence("Technical document"), icon="file-code"),
    AssetKind.ROADMAP: KindWords(label=sentence("Roadmap"), icon="road"),
    AssetKind.PROCESS_DOCUMENT: KindWords(label=sentence("Process document"), icon="route"),
    AssetKind.KIT_ITEM: KindWords(label=sentence("Kit item"), icon="package"),
    AssetKind.KNOWLEDGE_ARTICLE: KindWords(label=sentence("Knowledge article"), icon="bulb"),
}
KIND_NAMES: Mapping[AssetKind, str] = {kind: words.label for kind, words in _KINDS.items()}


class AssetState(StrEnum):
    """Where an asset stands; only what is published is there for partners."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        return STATE_NAMES[self]

    @property
    def tone(self) -> str:
        return _STATE_TONES[self]


STATE_NAMES: Mapping[AssetState, str] = {
    AssetState.DRAFT: sentence("Draft"),
    AssetState.PUBLISHED: sentence("Published"),
    AssetState.WITHDRAWN: sentence("Withdrawn"),
    AssetState.ARCHIVED: sentence("Archived"),
}
_STATE_TONES: Mapping[AssetState, str] = {
    AssetState.DRAFT: "neutral",
    AssetState.PUBLISHED: "green",
    AssetState.WITHDRAWN: "amber",
    AssetState.ARCHIVED: "neutral",
}


class ReadingState(StrEnum):
    """How far the words of a version were read for search."""

    WAITING = "waiting"
    READ = "read"
    NOTHING = "nothing"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return _READING_NAMES[self]


_READING_NAMES: Mapping[ReadingState, str] = {
    ReadingState.WAITING: sentence("Being read"),
    ReadingState.READ: sentence("Searchable"),
    ReadingState.NOTHING: sentence("No text inside"),
    ReadingState.FAILED: sentence("Could not be read"),
}


class UseKind(StrEnum):
    """How an asset was used."""

    OPENED = "opened"
    DOWNLOADED = "downloaded"

    @property
    def label(self) -> str:
        return USE_NAMES[self]


USE_NAMES: Mapping[UseKind, str] = {
    UseKind.OPENED: sentence("Opened"),
    UseKind.DOWNLOADED: sentence("Downloaded"),
}

LANGUAGES: Mapping[str, str] = {
    "en": sentence("English"),
    "de": sentence("German"),
    "fr": sentence("French"),
    "es": sentence("Spanish"),
    "it": sentence("Italian"),
    "nl": sentence("Dutch"),
}
"""The languages of assets, by ISO 639-1: those whose words search knows in all their forms."""
SEARCH_CONFIGURATIONS: Mapping[str, str] = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
}
"""How PostgreSQL calls the rules by which it takes the words of a language apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCard:
    """A part of the content with an index of its own."""

    key: str
    name: str


STARTING_LIBRARIES: tuple[LibraryCard, ...] = (
    LibraryCard(key="sales", name=sentence("Sales and marketing")),
    LibraryCard(key="technical", name=sentence("Technical")),
    LibraryCard(key="program", name=sentence("Program and processes")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceTerms:
    """Who may read: of each list that names anything the reader must have one; an internal audience is the host's alone."""

    is_internal: bool = False
    tiers: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    agreements: frozenset[str] = frozenset()
    """Kinds of agreements; one of them must bind."""


EVERY_PARTNER = sentence("Every partner")
HOST_ONLY = sentence("Only us")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What is asked about whoever wants to read. `regions` are the partner's region and those that contain it."""

    is_host: bool = False
    is_in_program: bool = False
    tier: str = ""
    types: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    agreements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetTerms:
    """What is said of an asset, beside its content."""

    library: str
    kind: AssetKind
    title: str
    audience_id: UUID
    owner_id: UUID
    review_by: date
    summary: str = ""
    language: str = "en"
    families: tuple[str, ...] = ()
    verticals: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The content of a version: a file, a link or a text, exactly one of them, with a note of what is new."""

    file_id: UUID | None = None
    link: str = ""
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFilter:
    """Which assets are wanted; empty fields do not restrict, all given ones must hold."""

    text: str = ""
    library: str = ""
    kind: str = ""
    family: str = ""
    vertical: str = ""
    stage: str = ""
    language: str = ""
    state: str = ""
    owner_id: UUID | None = None
    audience_id: UUID | None = None
    is_stale: bool | None = None
    review_until: date | None = None
    """The first day of review that is too late."""
    unused_since: datetime | None = None
    """Published before, and used by nobody since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where the words stand: the page, if the document has any, and the passage in pieces, each with whether it was meant."""

    page: int | None
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """One version of an asset."""

    id: UUID
    public_id: str
    number: int
    note: str
    link: str
    file_id: UUID | None
    file_name: str
    content_type: str
    size: int
    created_at: datetime
    created_by: str
    reading: ReadingState
    reading_problem: str = ""
    pages: int = 0
    has_preview: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetCard:
    """An asset as lists show it."""

    id: UUID
    public_id: str
    title: str
    kind: AssetKind
    state: AssetState
    library: str
    library_name: str
    summary: str
    language: str
    families: tuple[str, ...]
    verticals: tuple[str, ...]
    stages: tuple[str, ...]
    keywords: tuple[str, ...]
    audience_id: UUID
    audience: str
    owner_id: UUID
    owner: str
    review_by: date
    is_stale: bool
    published_at: datetime | None
    updated_at: datetime
    version: VersionCard | None = None
    found: Found | None = None

    @property
    def icon(self) -> str:
        return self.kind.icon


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How often an asset was used, when last, and how many readers it helped or did not help."""

    opened: int = 0
    downloaded: int = 0
    last_used_at: datetime | None = None
    helped: int = 0
    not_helped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord:
    """Everything on one asset's page. `text` is the content of a version that is a text, or the beginning of what was read."""

    card: AssetCard
    state_reason: str
    versions: tuple[VersionCard, ...]
    text: str
    excerpt: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryHealth:
    """How much of a library is a graveyard: published assets, those past their review, and the others that nobody uses."""

    key: str
    name: str
    published: int
    stale: int
    unused: int

    @property
    def graveyard_index(self) -> Decimal | None:
        """Return the share of stale and unused assets. Units: 0..1, four places; nothing is no share."""
        if not self.published:
            return None
        return (Decimal(self.stale + self.unused) / self.published).quantize(Decimal("0.0001"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCard:
    """What a reader said of an asset."""

    id: UUID
    person: str
    organization: str
    is_helpful: bool
    words: str
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What somebody works on, for whom content is to be recommended."""

    families: frozenset[str] = frozenset()
    vertical: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An asset that may help."""

    id: UUID
    families: frozenset[str]
    verticals: frozenset[str]
    stages: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """An asset that fits what somebody works on, with the reasons."""

    asset: AssetCard
    reasons: tuple[Reason, ...]
