"""The metrics that tier rules may speak of. Contexts above tell theirs at start, through the door; nobody here asks upward."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class MetricUnit(StrEnum):
    """What a metric counts in."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"

    @property
    def most(self) -> Decimal | None:
        """The greatest value there can be; None where there is no end."""
        return _HUNDRED if self in {MetricUnit.PERCENT, MetricUnit.POINTS} else None


_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What counts: what was so at `as_of`, or what happened from `since` until then."""

    as_of: datetime
    since: datetime | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    """What one unit of each currency counts in the currency of the rules; what is not listed counts nothing."""


Measure = Callable[[Collection[UUID], Evidence], Mapping[UUID, Decimal]]
"""Measures many partners in a few statements, as the system; a partner without evidence may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Something that is measured of a partner at any instant."""

    key: str
    name: str
    unit: MetricUnit
    measure: Measure
    has_window: bool = False
    """Whether it is about a stretch of time, whose length the rules say, and not about a state."""
    step: Decimal = Decimal(1)
    """The least by which a partner can raise it."""
    effort: Decimal = Decimal(1)
    """What a step takes. Units: days of work, roughly; only their order matters."""
    looks_back: bool = True
    """Whether it can be measured as of a past day; otherwise history shows it as it is now."""


UNKNOWN_STEP, UNKNOWN_EFFORT = Decimal(1), Decimal(1)
_metrics: dict[str, Metric] = {}


def add_metric(metric: Metric) -> None:
    """Tell of a metric. Raises: ValueError where two have one key."""
    if _metrics.setdefault(metric.key, metric) is not metric:
        raise ValueError(f"two metrics are called {metric.key}")


def find_metric(key: str) -> Metric | None:
    """Return the metric with that key, if somebody told of it."""
    return _metrics.get(key)


def list_metrics() -> list[Metric]:
    """Return all metrics by their keys."""
    return [_metrics[key] for key in sorted(_metrics)]


def name_of(key: str) -> str:
    """Return what a metric is called (source language), or its key where nobody measures it any more."""
    metric = _metrics.get(key)
    return metric.name if metric else key
