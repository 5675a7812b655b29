"""The words of the long tail: who is in it, what it comes to together, and who rises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.decisions import Change, Reason
from steelyard.kernel.refusals import sentence


class RiseState(StrEnum):
    """What became of a rise."""

    OPEN = "open"
    DISMISSED = "dismissed"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return RISE_STATE_NAMES[self]

    @property
    def tone(self) -> str:
        return {RiseState.OPEN: "green", RiseState.DISMISSED: "neutral", RiseState.ENDED: "blue"}[self]


RISE_STATE_NAMES: Mapping[RiseState, str] = {
    RiseState.OPEN: sentence("Rising"),
    RiseState.DISMISSED: sentence("Dismissed"),
    RiseState.ENDED: sentence("Over"),
}


class Grouping(StrEnum):
    """By what the long tail is put together."""

    REGION = "region"
    TYPE = "type"
    QUARTER = "quarter"
    TRACK = "track"

    @property
    def label(self) -> str:
        return GROUPING_NAMES[self]


GROUPING_NAMES: Mapping[Grouping, str] = {
    Grouping.REGION: sentence("Region"),
    Grouping.TYPE: sentence("Type"),
    Grouping.QUARTER: sentence("Enrolled in"),
    Grouping.TRACK: sentence("Track"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TailFacts:
    """What is known of a partner when it is asked whether it is in the long tail. `touches` are days with a sign of life."""

    value: Decimal
    touches: int
    tier: str = ""
    types: frozenset[str] = frozenset()
    has_manager: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TailPlace:
    """Which track a partner of the long tail is on (empty: it is not in it), and why."""

    track: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseFigure:
    """What a partner did lately and before, and how often that happened: the chance is told from the number of times."""

    recent: Decimal
    before: Decimal
    times_recent: int
    times_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseFacts:
    """What is known of a partner's own past: a figure per measure, and for how many days it was there before those months."""

    figures: Mapping[str, RiseFigure]
    past_days: int
    """How long it had been enrolled at the instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseStanding:
    """One measure of a rise: what was to be expected of the partner's own past, and how likely that much is by chance."""

    key: str
    metric: str
    recent: Decimal
    expected: Decimal
    chance: Decimal
    """Units: 0..1."""
    rises: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseDecision:
    """Whether a partner rises, by which measures, why, and what would make it so."""

    rises: bool
    standings: tuple[RiseStanding, ...]
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TailFilter:
    """Which partners of the long tail are wanted; empty fields do not restrict."""

    track: str = ""
    region: str = ""
    type: str = ""
    text: str = ""
    rising: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TailCard:
    """A partner of the long tail."""

    partner_id: UUID
    partner: str
    region: str
    track: str
    since_on: date | None
    value: Decimal
    currency: str
    touches: int
    tier: str
    quiet_days: int | None
    rise_id: str
    evaluated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TailGroup:
    """Some partners of the long tail together."""

    key: str
    partners: int
    active: int
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoPoint:
    """Which share of the whole value the best so many partners bring. Units: both 0..1."""

    partners: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TailSummary:
    """The long tail as a whole against all partners, as of the last night."""

    partners: int
    all_partners: int
    value: Decimal
    all_value: Decimal
    active: int
    rising: int
    currency: str
    months: int
    groups: tuple[TailGroup, ...]
    curve: tuple[ParetoPoint, ...]
    evaluated_at: datetime | None

    @property
    def share(self) -> Decimal | None:
        """The share in the value of all partners; None where there is none."""
        return self.value / self.all_value if self.all_value else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseFilter:
    """Which rises are wanted; empty fields do not restrict."""

    state: RiseState | None = None
    region: str = ""
    text: str = ""
    partner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiseCard:
    """That a small partner rises: since when, by what, who looks into it, and what became of it."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    region: str
    raised_on: date
    state: RiseState
    ended_on: date | None
    dismissed_at: datetime | None
    dismissed_by: str
    reason: str
    lead: str
    rules: str
    decision: RiseDecision
    updated_at: datetime
