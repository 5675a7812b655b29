"""The words of insights: units, grains, dimensions; what may be asked and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.money import Money
from steelyard.kernel.refusals import sentence


class Unit(StrEnum):
    """What a metric counts in. Rates are 0..1, durations seconds, amounts in one currency each."""

    COUNT = "count"
    RATE = "rate"
    DURATION = "duration"
    MONEY = "money"


class Grain(StrEnum):
    """Into which stretches of time a series is cut."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def label(self) -> str:
        return {Grain.MONTH: sentence("By month"), Grain.QUARTER: sentence("By quarter")}[self]


class Span(StrEnum):
    """Stretches of time that are chosen by name."""

    TWELVE_MONTHS = "12-months"
    QUARTER = "quarter"
    LAST_QUARTER = "last-quarter"
    NINETY_DAYS = "90-days"
    YEARS = "3-years"

    @property
    def label(self) -> str:
        return _SPAN_LABELS[self]


_SPAN_LABELS = {
    Span.TWELVE_MONTHS: sentence("Twelve months"),
    Span.QUARTER: sentence("This quarter"),
    Span.LAST_QUARTER: sentence("Last quarter"),
    Span.NINETY_DAYS: sentence("90 days"),
    Span.YEARS: sentence("Three years"),
}


@dataclass(frozen=True, slots=True)
class Spell:
    """Some days in a row, UTC; `until` is the first that no longer belongs."""

    since_on: date
    until: date


class Dimension(StrEnum):
    """By what a metric is broken down."""

    REGION = "region"
    TYPE = "type"
    TIER = "tier"
    PARTNER = "partner"
    INVOLVEMENT = "involvement"
    """With a partner, or without."""

    @property
    def label(self) -> str:
        return _DIMENSION_LABELS[self]


_DIMENSION_LABELS = {
    Dimension.REGION: sentence("Region"),
    Dimension.TYPE: sentence("Type of registration"),
    Dimension.TIER: sentence("Tier"),
    Dimension.PARTNER: sentence("Partner"),
    Dimension.INVOLVEMENT: sentence("With or without partner"),
}

FILTERS = (Dimension.REGION, Dimension.TYPE, Dimension.TIER, Dimension.PARTNER)
"""What a question may be narrowed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of some metrics: a half-open period of days (UTC), perhaps cut by grain, broken down, narrowed.

    With `as_of` the past is asked as it was known at that instant; without, as it is known now.
    """

    spell: Spell
    grain: Grain | None = None
    by: Dimension | None = None
    filters: Mapping[Dimension, str] = field(default_factory=dict)
    as_of: datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.as_of is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a metric. `counted` is how many things it was computed from; a value of nothing is None."""

    metric: str
    value: Decimal | float | int | None
    counted: int
    period: date | None = None
    key: str | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The points of all metrics asked for, known as of an instant."""

    question: Question
    as_of: datetime
    points: Sequence[Point]

    def of(self, metric: str) -> list[Point]:
        """Return the points of one metric."""
        return [point for point in self.points if point.metric == metric]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One thing that a metric was computed from, by the key of its record."""

    id: UUID
    partner_id: UUID | None
    region: str
    tier: str
    at: datetime
    amount: Money | None
    """None for a thing that is worth nothing by itself: a partner."""
