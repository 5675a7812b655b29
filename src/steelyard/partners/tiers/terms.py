"""The words of tiers: standings, what is missing, the way up, and what happens to a tier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence

NOTHING = Decimal(0)


def plain(number: Decimal) -> Decimal:
    """Return the number without zeros at its end, as people write it."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def evidence_key(metric: str, months: int | None) -> str:
    """Return under which name a measured value is kept: `pipeline.won_value/12`, or `partners.people` for a state."""
    return f"{metric}/{months}" if months else metric


class DemotionPeriod(StrEnum):
    """At whose end a tier is taken away."""

    QUARTER = "quarter"
    YEAR = "year"

    @property
    def label(self) -> str:
        return _PERIOD_LABELS[self]

    @property
    def months(self) -> int:
        return 3 if self is DemotionPeriod.QUARTER else 12


_PERIOD_LABELS = {
    DemotionPeriod.QUARTER: sentence("Quarter"),
    DemotionPeriod.YEAR: sentence("Program year"),
}


class TierStep(StrEnum):
    """What the rules do with a tier on a day."""

    KEEP = "keep"
    PROMOTE = "promote"
    NOTIFY = "notify"
    WITHDRAW = "withdraw"
    DEMOTE = "demote"

    @property
    def label(self) -> str:
        return _STEP_LABELS[self]


_STEP_LABELS = {
    TierStep.KEEP: sentence("Stays"),
    TierStep.PROMOTE: sentence("Goes up"),
    TierStep.NOTIFY: sentence("Notice of going down"),
    TierStep.WITHDRAW: sentence("Notice taken back"),
    TierStep.DEMOTE: sentence("Goes down"),
}


class Outlook(StrEnum):
    """How a partner stands towards its tier."""

    HELD = "held"
    COOLING = "cooling"
    NOTICED = "noticed"
    FIXED = "fixed"
    NONE = "none"

    @property
    def label(self) -> str:
        return _OUTLOOK_LABELS[self]


_OUTLOOK_LABELS = {
    Outlook.HELD: sentence("Meets its tier"),
    Outlook.COOLING: sentence("Below its tier"),
    Outlook.NOTICED: sentence("Notice given"),
    Outlook.FIXED: sentence("Fixed by hand"),
    Outlook.NONE: sentence("No tier"),
}

OUTLOOK_TONES = {
    Outlook.HELD: "green",
    Outlook.COOLING: "amber",
    Outlook.NOTICED: "red",
    Outlook.FIXED: "violet",
    Outlook.NONE: "neutral",
}
"""The tone in which an outlook is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFacts:
    """What is known of a partner: the types it holds, and the values measured, by `evidence_key`."""

    types: frozenset[str] = frozenset()
    values: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricStanding:
    """What one metric adds: as much of its weight as its value is of the threshold."""

    key: str
    value: Decimal
    threshold: Decimal
    weight: Decimal
    points: Decimal

    @property
    def missing(self) -> Decimal:
        return max(NOTHING, self.threshold - self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionStanding:
    """Whether one criterion is met."""

    key: str
    tier: str
    any_of: str
    value: Decimal
    at_least: Decimal

    @property
    def is_met(self) -> bool:
        return self.value >= self.at_least

    @property
    def missing(self) -> Decimal:
        return max(NOTHING, self.at_least - self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierGap:
    """What lacks for a tier: points, metrics at zero, criteria each by itself, and groups of which one would do."""

    tier: str
    points: Decimal = NOTHING
    at_zero: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()

    @property
    def is_closed(self) -> bool:
        return not (self.points or self.at_zero or self.criteria or self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackStanding:
    """Where a partner stands on one track. `reached` is met in full; `keeps` is what the margin lets it keep; empty for none."""

    track: str
    metrics: tuple[MetricStanding, ...]
    criteria: tuple[CriterionStanding, ...]
    points: Decimal
    full: Decimal
    reached: str
    keeps: str
    gaps: tuple[TierGap, ...] = ()
    """What lacks for each tier of the track above the one reached, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStanding:
    """Where a partner stands: on every track that is open to it, of which the best counts."""

    tracks: tuple[TrackStanding, ...] = ()

    @property
    def best(self) -> TrackStanding | None:
        """The track that counts; None where none is open to the partner."""
        return self.tracks[0] if self.tracks else None

    @property
    def reached(self) -> str:
        return self.tracks[0].reached if self.tracks else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That a tier ends on a day, and what follows it (empty: none)."""

    tier: str
    demote_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooling:
    """What happened to a tier so far: since when it is not met, the notice given, until when somebody fixed it by hand."""

    below_since: date | None = None
    notice: Notice | None = None
    fixed_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMove:
    """What the rules do with a tier: the step, the tier from then on (empty: none), and the state of cooling after it."""

    step: TierStep
    tier: str
    cooling: Cooling


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """One step of a way up: a metric from a value to another, and what it takes."""

    metric: str
    months: int | None
    value: Decimal
    to: Decimal
    effort: Decimal
    """Units: days of work, roughly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayUp:
    """What to raise on which track to be in a tier, the smallest effort first."""

    tier: str
    track: str
    raises: tuple[Raise, ...]

    @property
    def effort(self) -> Decimal:
        return sum((one.effort for one in self.raises), NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFilter:
    """Which standings are wanted; empty fields do not restrict."""

    text: str = ""
    tier: str = ""
    reached: str = ""
    region: str = ""
    outlook: Outlook | None = None
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCard:
    """Where one partner stands, as lists show it."""

    partner_id: UUID
    partner: str
    status: str
    region: str
    tier: str
    reached: str
    track: str
    points: Decimal
    full: Decimal
    outlook: Outlook
    below_since: date | None
    demote_on: date | None
    next_tier: str
    rules: str
    evaluated_at: datetime
