"""Figures for readers: written with their units, compared, and as the data of charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import gettext as _

from steelyard.deals.public import RegistrationType
from steelyard.insights.metrics import Metric
from steelyard.insights.terms import Answer, Dimension, Grain, Point, Unit
from steelyard.kernel.money import Money
from steelyard.partners.public import find_cards, list_tiers
from steelyard.program.public import list_regions
from steelyard.ui.locale import reader_locale
from steelyard.ui.writing import duration, money_short, number, percent

_HOUR, _DAY = 3600, 86400
_MINUS, _NOTHING = "\u2212", "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure of the page, with what it is compared to."""

    metric: Metric
    value: Money | int | str
    hint: str
    change: str
    is_good: bool


def tile_of(metric: Metric, now: Answer, before: Answer, then: Answer | None) -> Tile:
    """Return the figure with its change since the period before."""
    point = main_point(now.of(metric.name))
    currency = point.currency if point else ""
    earlier = _in(before.of(metric.name), currency)
    hints = [_("before: {value}").format(value=written(metric, earlier))] if earlier and earlier.counted else []
    if then is not None:
        past = _in(then.of(metric.name), currency)
        hints.append(_("then: {value}").format(value=written(metric, past)))
    others = len({one.currency for one in now.of(metric.name)}) - 1
    if others > 0 and metric.is_per_currency:
        hints.append(_("{currency} only").format(currency=currency))
    change = _change(metric, point, earlier)
    return Tile(
        metric=metric,
        value=_shown(metric, point),
        hint=" · ".join(hints),
        change=change,
        is_good=metric.more_is_better is None or metric.more_is_better == (not change.startswith(_MINUS)),
    )


def main_point(points: Sequence[Point]) -> Point | None:
    """Return the value that stands for all: of several currencies the one with the most behind it."""
    return max(points, key=lambda point: (point.counted, point.currency), default=None)


def main_currency(points: Sequence[Point]) -> str:
    """Return the currency that most is in."""
    weight: dict[str, int] = {}
    for point in points:
        weight[point.currency] = weight.get(point.currency, 0) + point.counted
    return max(weight, key=lambda currency: (weight[currency], currency), default="")


def written(metric: Metric, point: Point | None) -> str:
    """Return a value as readers write it; a dash where there is none."""
    if point is None or point.value is None:
        return _NOTHING
    match metric.unit:
        case Unit.RATE:
            return percent(point.value)
        case Unit.DURATION:
            return duration(timedelta(seconds=float(point.value))) if point.value >= 1 else _("at once")
        case Unit.MONEY:
            return money_short(Money(Decimal(point.value), point.currency))
    return number(int(point.value))


def plain(metric: Metric, point: Point) -> Any:
    """Return a value as a file or a program gets it: rates with four decimals, times in seconds, amounts exact."""
    if point.value is None:
        return None
    if metric.unit is Unit.RATE:
        return round(float(point.value), 4)
    if metric.unit is Unit.DURATION:
        return round(float(point.value))
    return point.value


def chart_of(
    metrics: Sequence[Metric], answer: Answer, periods: Sequence[date], grain: Grain, *, kind: str = "bar"
) -> dict[str, Any]:
    """Return a series over time as the chart draws it; of several currencies the main one."""
    currency = main_currency([point for metric in metrics for point in answer.of(metric.name)])
    series = []
    for metric in metrics:
        found = {point.period: point for point in answer.of(metric.name) if point.currency in {currency, ""}}
        series.append({"name": _(metric.title), "data": [_scaled(metric, found.get(period)) for period in periods]})
    return {
        "labels": [period_name(period, grain) for period in periods],
        "series": series,
        "kind": kind,
        "unit": unit_name(metrics[0], currency),
    }


def breakdown_of(
    metric: Metric, answer: Answer, names: Mapping[str, str], *, is_ranked: bool = False, most: int = 12
) -> dict[str, Any]:
    """Return a breakdown as the chart draws it, the largest part first; of several currencies the main one.

    With `is_ranked` its parts keep the order of their names.
    """
    points = answer.of(metric.name)
    currency = main_currency(points)
    shown = sorted((one for one in points if one.currency == currency and one.counted), key=lambda one: -one.counted)
    shown = shown[:most]
    if is_ranked:
        place_of = {key: place for place, key in enumerate(names)}
        shown.sort(key=lambda one: place_of.get(one.key or "", len(place_of)))
    return {
        "labels": [names.get(point.key or "", point.key or _("none")) for point in shown],
        "series": [{"name": _(metric.title), "data": [_scaled(metric, point) for point in shown]}],
        "kind": "bar",
        "horizontal": True,
        "unit": unit_name(metric, currency),
    }


def names_by(dimension: Dimension, points: Sequence[Point] = ()) -> dict[str, str]:
    """Return what the parts of a breakdown are called."""
    match dimension:
        case Dimension.REGION:
            return {region.key: _(region.name) for region in list_regions()}
        case Dimension.TYPE:
            return {str(kind): _(kind.label) for kind in RegistrationType}
        case Dimension.TIER:
            return {tier.key: _(tier.name) for tier in list_tiers()}
        case Dimension.INVOLVEMENT:
            return {"with": _("With a partner"), "without": _("Without a partner")}
    cards = find_cards(UUID(point.key) for point in points if point.key)
    return {str(card.id): card.name for card in cards.values()} | {"": _("Direct")}


def period_name(first: date, grain: Grain) -> str:
    """Return what a month or quarter is called."""
    return str(format_date(first, "MMM yy" if grain is Grain.MONTH else "QQQ yyyy", locale=reader_locale()))


def unit_name(metric: Metric, currency: str) -> str:
    """Return the unit in which charts and tables show the metric."""
    match metric.unit:
        case Unit.RATE:
            return "%"
        case Unit.DURATION:
            return str(_("hours") if _scale(metric) == _HOUR else _("days"))
        case Unit.MONEY:
            return currency
    return ""


def _scale(metric: Metric) -> int:
    return _HOUR if metric.source == "registrations" else _DAY


def _scaled(metric: Metric, point: Point | None) -> float | int | None:
    if point is None or point.value is None:
        return 0 if metric.unit in {Unit.COUNT, Unit.MONEY} else None
    match metric.unit:
        case Unit.RATE:
            return round(float(point.value) * 100, 1)
        case Unit.DURATION:
            return round(float(point.value) / _scale(metric), 1)
        case Unit.MONEY:
            return float(round(point.value))
    return int(point.value)


def _shown(metric: Metric, point: Point | None) -> Money | int | str:
    if point is not None and point.value is not None:
        if metric.unit is Unit.MONEY:
            return Money(Decimal(point.value), point.currency)
        if metric.unit is Unit.COUNT:
            return int(point.value)
    if metric.unit is Unit.COUNT:
        return 0
    return written(metric, point)


def _change(metric: Metric, point: Point | None, earlier: Point | None) -> str:
    """Return by how much a value changed: rates in points, all else in percent; nothing where there is nothing to compare."""
    if point is None or earlier is None or point.value is None or not earlier.value:
        return ""
    if metric.unit is Unit.RATE:
        points = round((float(point.value) - float(earlier.value)) * 100, 1)
        return _("{number} pts").format(number=_signed(points)) if points else ""
    change = round((float(point.value) / float(earlier.value) - 1) * 100)
    return f"{_signed(change)} %" if change else ""


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else _MINUS}{number(Decimal(str(abs(value))))}"


def _in(points: Sequence[Point], currency: str) -> Point | None:
    return next((point for point in points if point.currency == currency), None)
