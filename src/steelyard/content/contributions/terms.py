"""The words of contributions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import sentence

SOURCE = "content.contributions"
"""How a touch names where it was recorded."""
MOST_AUTHORS = 20
MOST_REACH = 1_000_000_000
LONGEST_ADDRESS = 2000


class ContributionKind(StrEnum):
    """What somebody of a partner published."""

    BLOG_POST = "blog_post"
    GUIDE = "guide"
    VIDEO = "video"
    TALK = "talk"
    CODE = "code"

    @property
    def label(self) -> str:
        return CONTRIBUTION_KIND_NAMES[self]

    @property
    def icon(self) -> str:
        return _ICONS[self]


CONTRIBUTION_KIND_NAMES: Mapping[ContributionKind, str] = {
    ContributionKind.BLOG_POST: sentence("Blog post"),
    ContributionKind.GUIDE: sentence("Guide"),
    ContributionKind.VIDEO: sentence("Video"),
    ContributionKind.TALK: sentence("Talk"),
    ContributionKind.CODE: sentence("Code"),
}
_ICONS: Mapping[ContributionKind, str] = {
    ContributionKind.BLOG_POST: "article",
    ContributionKind.GUIDE: "book",
    ContributionKind.VIDEO: "video",
    ContributionKind.TALK: "microphone",
    ContributionKind.CODE: "code",
}


class ContributionState(StrEnum):
    """Where a contribution stands; points count while it is acknowledged."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        return CONTRIBUTION_STATE_NAMES[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


CONTRIBUTION_STATE_NAMES: Mapping[ContributionState, str] = {
    ContributionState.DRAFT: sentence("Draft"),
    ContributionState.SUBMITTED: sentence("Waiting for verification"),
    ContributionState.RETURNED: sentence("More is asked"),
    ContributionState.ACKNOWLEDGED: sentence("Acknowledged"),
    ContributionState.REFUSED: sentence("Refused"),
    ContributionState.WITHDRAWN: sentence("Withdrawn"),
    ContributionState.LAPSED: sentence("Lapsed"),
}
_TONES: Mapping[ContributionState, str] = {
    ContributionState.DRAFT: "neutral",
    ContributionState.SUBMITTED: "blue",
    ContributionState.RETURNED: "amber",
    ContributionState.ACKNOWLEDGED: "green",
    ContributionState.REFUSED: "red",
    ContributionState.WITHDRAWN: "neutral",
    ContributionState.LAPSED: "amber",
}
EDITABLE_STATES = frozenset({ContributionState.DRAFT, ContributionState.RETURNED, ContributionState.LAPSED})
"""In which the partner writes, and hands in anew."""
LIVE_STATES = frozenset({ContributionState.SUBMITTED, ContributionState.RETURNED, ContributionState.ACKNOWLEDGED})
"""In which an address is taken."""


class Confidence(StrEnum):
    """How sure the one who verified is that the partner's people made it and that it was seen."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        return CONFIDENCE_NAMES[self]

    @property
    def rate(self) -> Decimal:
        """Return the share of certainty that a touch carries. Units: 0..1."""
        return _RATES[self]


CONFIDENCE_NAMES: Mapping[Confidence, str] = {
    Confidence.HIGH: sentence("Sure"),
    Confidence.MEDIUM: sentence("Rather sure"),
    Confidence.LOW: sentence("Not sure"),
}
_RATES: Mapping[Confidence, Decimal] = {
    Confidence.HIGH: Decimal("0.9"),
    Confidence.MEDIUM: Decimal("0.7"),
    Confidence.LOW: Decimal("0.4"),
}


class Reached(StrEnum):
    """What came of a look at an address."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionDraft:
    """What a partner says of a contribution; `address` or a file, `reach` how many read, watched or came as far as they count."""

    title: str
    kind: ContributionKind = ContributionKind.BLOG_POST
    summary: str = ""
    address: str = ""
    language: str = "en"
    families: tuple[str, ...] = ()
    region: str = ""
    published_on: date | None = None
    credited_as: str = ""
    author_ids: tuple[UUID, ...] = ()
    customer: str = ""
    reach: int | None = None
    is_first_publication: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionFacts:
    """What points are asked about."""

    kind: ContributionKind
    language: str
    region: str = ""
    families: frozenset[str] = frozenset()
    reach: int = 0
    is_first_publication: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionScore:
    """How many points a contribution is worth, and which rule gave how many of them."""

    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionFilter:
    """Which contributions are wanted; empty fields do not restrict."""

    text: str = ""
    state: str = ""
    kind: str = ""
    family: str = ""
    language: str = ""
    partner_id: UUID | None = None
    is_featured: bool | None = None
    due_until: date | None = None
    """The first day of verification anew that is too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturedCard:
    """A contribution as everybody in its audience sees it: nothing of how it was verified, nor of whom else it names."""

    id: UUID
    public_id: str
    title: str
    kind: ContributionKind
    summary: str
    address: str
    file_name: str
    language: str
    families: tuple[str, ...]
    region: str
    published_on: date
    credited_as: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionCard:
    """A contribution as its partner and the host see it in lists."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    title: str
    kind: ContributionKind
    state: ContributionState
    summary: str
    address: str
    file_name: str
    language: str
    families: tuple[str, ...]
    region: str
    published_on: date | None
    credited_as: str
    points: int
    acknowledged_at: datetime | None
    verify_again_on: date | None
    is_featured: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRecord:
    """Everything on a contribution's page. `others` (for the host) are other partners' contributions at the same address."""

    card: ContributionCard
    author_ids: tuple[UUID, ...]
    authors: tuple[str, ...]
    registrant: str
    customer: str
    reach: int | None
    is_first_publication: bool
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    words: str
    confidence: Confidence | None
    reasons: tuple[Reason, ...]
    rules: str
    checked_at: datetime | None
    failures: int
    audience_id: UUID | None
    audience: str
    others: tuple[ContributionCard, ...]
    expected: ContributionScore | None
    """What it would be worth by the rules in force, while it waits."""
