"""What is said of standings, values and ways up, in the reader's language."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from steelyard.kernel.money import Money
from steelyard.partners.tiers.metrics import MetricUnit, find_metric, name_of
from steelyard.partners.tiers.terms import TierGap, TrackStanding, plain
from steelyard.ui.writing import money, number

_TENTH = Decimal("0.1")


def say_value(metric: str, value: Decimal, currency: str) -> str:
    """Return a value of a metric with its unit."""
    known = find_metric(metric)
    unit = known.unit if known else MetricUnit.COUNT
    if unit is MetricUnit.MONEY:
        return money(Money(value, currency).rounded())
    shown = number(plain(value.quantize(_TENTH)))
    return f"{shown} %" if unit is MetricUnit.PERCENT else shown


def say_metric(metric: str, months: int | None, per: str = "", per_units: Decimal = Decimal(1)) -> str:
    """Return what a metric is called, with the time and the size that it is about."""
    said = _(name_of(metric))
    if per:
        said = _("{metric} for each {units} of {size}").format(
            metric=said, units=number(plain(per_units)), size=_(name_of(per))
        )
    return _("{metric}, last {months} months").format(metric=said, months=months) if months else said


def say_points(points: Decimal) -> str:
    """Return points with at most one place."""
    return number(plain(points.quantize(_TENTH)))


def say_gap(gap: TierGap, tier: str) -> str:
    """Return in a few words what lacks for a tier."""
    parts = []
    if gap.points:
        parts.append(_("{points} points").format(points=say_points(gap.points)))
    criteria = len(gap.criteria) + len(gap.groups)
    if criteria:
        parts.append(_("criteria: {count}").format(count=criteria))
    if gap.at_zero:
        parts.append(_("metrics at zero: {count}").format(count=len(gap.at_zero)))
    return _("{missing} missing for {tier}").format(missing=", ".join(parts), tier=tier)


def find_gap(track: TrackStanding, tier: str) -> TierGap | None:
    """Return what lacks for a tier on a track; None where it is reached or not there."""
    gaps: Sequence[TierGap] = track.gaps
    return next((gap for gap in gaps if gap.tier == tier), None)
