"""The words of goals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import sentence
from steelyard.partners.tiers.metrics import MetricUnit


class GoalShape(StrEnum):
    """How a goal is expected to fill up over its period."""

    LINEAR = "linear"
    SEASONAL = "seasonal"

    @property
    def label(self) -> str:
        return SHAPE_NAMES[self]


SHAPE_NAMES: Mapping[GoalShape, str] = {
    GoalShape.LINEAR: sentence("Evenly over the period"),
    GoalShape.SEASONAL: sentence("As in the year before"),
}


class Pace(StrEnum):
    """How far a partner is towards a goal."""

    PROPOSED = "proposed"
    NOT_BEGUN = "not_begun"
    BEHIND = "behind"
    ON = "on"
    AHEAD = "ahead"
    REACHED = "reached"
    MISSED = "missed"

    @property
    def label(self) -> str:
        return PACE_NAMES[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


PACE_NAMES: Mapping[Pace, str] = {
    Pace.PROPOSED: sentence("Not agreed yet"),
    Pace.NOT_BEGUN: sentence("Not begun"),
    Pace.BEHIND: sentence("Behind"),
    Pace.ON: sentence("On pace"),
    Pace.AHEAD: sentence("Ahead"),
    Pace.REACHED: sentence("Reached"),
    Pace.MISSED: sentence("Missed"),
}
_TONES: Mapping[Pace, str] = {
    Pace.PROPOSED: "violet",
    Pace.NOT_BEGUN: "neutral",
    Pace.BEHIND: "amber",
    Pace.ON: "blue",
    Pace.AHEAD: "teal",
    Pace.REACHED: "green",
    Pace.MISSED: "red",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionDraft:
    """What one side proposes."""

    target: Decimal
    shape: GoalShape = GoalShape.LINEAR
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDraft:
    """A goal as it is proposed: what is measured, from the first day up to a day that no longer belongs."""

    metric: str
    starts_on: date
    until: date
    revision: RevisionDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFilter:
    """Which goals are wanted; empty fields do not restrict."""

    partner_id: UUID | None = None
    manager_id: UUID | None = None
    metric: str = ""
    year: int | None = None
    """In which the period begins."""
    is_waiting: bool | None = None
    """Whether a proposal waits for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBefore:
    """What was measured a year earlier: up to the same day, and in the whole period."""

    so_far: Decimal
    whole: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceFacts:
    """What is known of a goal on a day. `baseline` is where it began: nothing, for what happens within the period."""

    starts_on: date
    until: date
    on: date
    target: Decimal
    actual: Decimal
    baseline: Decimal = Decimal(0)
    shape: GoalShape = GoalShape.LINEAR
    year_before: YearBefore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalStanding:
    """How far a goal is: what was measured, what was to be expected by now, and why that is called so."""

    pace: Pace
    actual: Decimal
    expected: Decimal
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionCard:
    """What was proposed, and what became of it: agreed, refused, or waiting (None)."""

    number: int
    target: Decimal
    shape: GoalShape
    reason: str
    by: str
    by_host: bool
    proposed_at: datetime
    answered_at: datetime | None
    is_agreed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCard:
    """A goal as both sides see it; `target` is the one agreed last, and None before the first agreement."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    metric: str
    metric_name: str
    unit: MetricUnit
    currency: str
    starts_on: date
    until: date
    target: Decimal | None
    shape: GoalShape
    standing: GoalStanding | None
    is_waiting: bool
    updated_at: datetime

    @property
    def pace(self) -> Pace:
        return self.standing.pace if self.standing else Pace.PROPOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRecord:
    """A goal with all that was ever proposed for it, newest first."""

    card: GoalCard
    revisions: tuple[RevisionCard, ...]
