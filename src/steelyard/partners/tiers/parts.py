"""The parts that the rules of tiers are made of."""

from decimal import Decimal
from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import RulePart, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class TrackRule(RulePart):
    """A way to a tier that is open to some types of partner, or to all."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=60)
    types: tuple[str, ...] = setting((), label=sentence("For the types"), help=sentence("Empty: for all."))
    points: Decimal = setting(
        Decimal(100), label=sentence("Points of everything together"), gt=0, le=10_000, decimal_places=2
    )
    every_metric_counts: bool = setting(
        False,  # noqa: FBT003 - the default, not a switch
        label=sentence("Points count only when every metric is above zero"),
    )


class MetricRule(RulePart):
    """What a metric is worth on a track: nothing at zero, its whole weight from the threshold on, evenly between."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    track: str = setting(..., label=sentence("Track"), max_length=30)
    metric: str = setting(..., label=sentence("Metric"), max_length=60)
    weight: Decimal = setting(..., label=sentence("Weight"), gt=0, le=10_000, decimal_places=2)
    threshold: Decimal = setting(..., label=sentence("Threshold"), gt=0, le=10**12)
    months: int | None = setting(None, label=sentence("Evidence of the last"), unit=sentence("months"), ge=1, le=60)
    per: str = setting(
        "", label=sentence("Held against the size"), help=sentence("Normalized by this metric."), max_length=60
    )
    per_units: Decimal = setting(Decimal(1), label=sentence("Units of size"), gt=0, le=10**12)


class TierRule(RulePart):
    """A tier and the points that it asks for."""

    item_key: ClassVar[str] = "tier"

    tier: str = setting(..., label=sentence("Tier"), min_length=1, max_length=50)
    track: str = setting("", label=sentence("Track"), help=sentence("Empty: on all."), max_length=30)
    points: Decimal = setting(Decimal(0), label=sentence("Points"), ge=0, le=10_000, decimal_places=2)


class CriterionRule(RulePart):
    """Something that a tier asks for besides points."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    tier: str = setting(..., label=sentence("Tier"), min_length=1, max_length=50)
    track: str = setting("", label=sentence("Track"), help=sentence("Empty: on all."), max_length=30)
    metric: str = setting(..., label=sentence("Metric"), max_length=60)
    at_least: Decimal = setting(..., label=sentence("At least"), gt=0, le=10**12)
    months: int | None = setting(None, label=sentence("Evidence of the last"), unit=sentence("months"), ge=1, le=60)
    any_of: str = setting(
        "",
        label=sentence("One of"),
        help=sentence("Criteria with the same word here replace each other."),
        max_length=30,
    )


class Rate(RulePart):
    """What one unit of a currency counts in the currency of the rules."""

    item_key: ClassVar[str] = "currency"

    currency: str = setting(..., label=sentence("Currency"), pattern="^[A-Z]{3}$")
    rate: Decimal = setting(..., label=sentence("Rate"), gt=0)
