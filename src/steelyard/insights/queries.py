"""Asking the catalog: the one function that page, CSV and API read, and the rows behind a figure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from steelyard.insights import permissions
from steelyard.insights.expressions import COUNTED, CURRENCY, KEY, PERIOD, group_metrics, records_of, statement_of
from steelyard.insights.metrics import Metric, get_metric
from steelyard.insights.policies import LONGEST, end_of, list_periods
from steelyard.insights.refusals import FiguresNotReady, NotByThat, PeriodImpossible
from steelyard.insights.sources import FACTS
from steelyard.insights.terms import FILTERS, Answer, Dimension, FactRow, Point, Question
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.analytics.engine import Snapshot, find_snapshot, naive

MOST_KEYS = 200
"""Of how many partners a breakdown tells; the largest are kept."""
_STEP = timedelta(minutes=15)
_CENT = Decimal("0.01")
_AMOUNTS = {"registrations": "value", "opportunities": "amount", "partners": "amount"}


def open_snapshot(actor: Actor) -> Snapshot:
    """Return the present state of the facts, for all questions of one page. Raises: NotAllowed, FiguresNotReady."""
    if not permissions.can_see_insights(actor):
        raise NotAllowed
    snapshot = find_snapshot([fact.name for fact in FACTS])
    if snapshot is None:
        raise FiguresNotReady
    return snapshot


def measure(snapshot: Snapshot, metrics: Iterable[Metric], question: Question) -> Answer:
    """Return the values of the metrics. Raises: NotByThat, PeriodImpossible."""
    asked = list(metrics)
    _require_sense(asked, question)
    values, periods = _values_of(snapshot, question)
    points: list[Point] = []
    for names in group_metrics(asked):
        statement = statement_of(names, question.grain, question.by, is_past=question.is_past)
        columns = _columns_of(names, question)
        for row in snapshot.ask(statement, values):
            points.extend(_points(names, dict(zip(columns, row, strict=True)), question, periods))
    if question.by is Dimension.PARTNER:
        points = _largest(points)
    points.sort(key=lambda point: (point.period or date.min, point.key or "", point.currency))
    return Answer(question=question, as_of=_known_at(snapshot, question), points=points)


def list_records(snapshot: Snapshot, metric: Metric, question: Question, page: PageRequest) -> Page[FactRow]:
    """Return a page of the things that the metric was computed from, the latest first. Raises: NotByThat, PeriodImpossible."""
    _require_sense([metric], question)
    values, _ = _values_of(snapshot, question)
    rows = snapshot.ask(
        records_of(metric.name, columns_of_records(metric), is_past=question.is_past),
        {**values, "size": page.size, "offset": page.offset},
    )
    items = [
        FactRow(
            id=row[0],
            partner_id=row[1],
            region=row[2],
            tier=row[3],
            amount=None if row[4] is None else Money(row[4], row[5]),
            at=_aware(row[6]),
        )
        for row in rows
    ]
    return Page(items=items, total=rows[0][7] if rows else 0, request=page)


def columns_of_records(metric: Metric) -> tuple[str, ...]:
    """Return the columns of the rows behind a metric that are shown."""
    return ("id", "partner_id", "region", "tier", _AMOUNTS[metric.source], "currency")


def _require_sense(metrics: Sequence[Metric], question: Question) -> None:
    if not question.spell.since_on < question.spell.until <= question.spell.since_on + LONGEST:
        raise PeriodImpossible
    for metric in metrics:
        if question.by is not None and question.by not in metric.dimensions:
            raise NotByThat(dimension=question.by)


def _known_at(snapshot: Snapshot, question: Question) -> datetime:
    return min(question.as_of, snapshot.as_of) if question.as_of else snapshot.as_of


def _values_of(snapshot: Snapshot, question: Question) -> tuple[dict[str, Any], dict[datetime, date]]:
    """Return the parameters of the statements, and which period each instant of a state belongs to."""
    spell = question.spell
    as_of = naive(min(question.as_of, snapshot.as_of) if question.as_of else _end_of_step(snapshot.as_of))
    ends: dict[datetime, date] = {}
    for first in list_periods(spell, question.grain) if question.grain else [spell.since_on]:
        end = _midnight(min(end_of(question.grain, first), spell.until) if question.grain else spell.until)
        if _midnight(first) < as_of:
            ends[min(end, as_of)] = first
    values = {
        "since": _midnight(spell.since_on),
        "until": _midnight(spell.until),
        "instants": list(ends),
        "as_of": as_of,
        **{str(dimension): question.filters.get(dimension, "") for dimension in FILTERS},
    }
    return values, ends


def _end_of_step(instant: datetime) -> datetime:
    """Return the end of the quarter of an hour: the present is asked as of it, so that a state gives one answer, not one a reading.

    Nothing known is left out so; of a state, what ends within that time no longer counts.
    """
    return instant + (datetime.min.replace(tzinfo=UTC) - instant) % _STEP


def _columns_of(names: Sequence[str], question: Question) -> list[str]:
    first = get_metric(names[0])
    keys = [
        *([PERIOD] if question.grain or not first.at else []),
        *([KEY] if question.by else []),
        *([CURRENCY] if first.is_per_currency else []),
    ]
    return [*keys, *(column for name in names for column in (name, name + COUNTED))]


def _points(
    names: Sequence[str], row: dict[str, Any], question: Question, periods: dict[datetime, date]
) -> Iterable[Point]:
    for name in names:
        metric, counted = get_metric(name), row[name + COUNTED]
        if metric.is_per_currency and not counted:
            continue
        yield Point(
            metric=name,
            value=_value(metric, row[name], counted),
            counted=counted,
            period=_period(metric, row[PERIOD], periods) if question.grain else None,
            key=(row[KEY] or "") if question.by else None,
            currency=row.get(CURRENCY, ""),
        )


def _value(metric: Metric, value: Any, counted: int) -> Any:
    if metric.is_mean and value is not None:
        return (value / counted).quantize(_CENT)
    return value


def _period(metric: Metric, found: Any, periods: dict[datetime, date]) -> date:
    """Return the first day of the period that a row is of: of a state, the one that ends at the instant."""
    return periods[found] if not metric.at else found.date() if isinstance(found, datetime) else found


def _largest(points: list[Point]) -> list[Point]:
    weight: dict[str | None, int] = {}
    for point in points:
        weight[point.key] = weight.get(point.key, 0) + point.counted
    kept = set(sorted(weight, key=lambda key: (-weight[key], key or ""))[:MOST_KEYS])
    return [point for point in points if point.key in kept]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _aware(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)
