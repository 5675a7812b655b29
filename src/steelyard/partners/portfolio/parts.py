"""The parts that the rules of audits are made of."""

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.partners.portfolio.terms import Axis, AxisLevel, Course, PartnerClass, Reading
from steelyard.program.rules import RulePart, setting

_KEY = "^[a-z0-9][a-z0-9_-]*$"


class Field(StrEnum):
    """A field of the map: how high fit and return are."""

    LITTLE_LITTLE = "little_fit_little_return"
    LITTLE_SOME = "little_fit_some_return"
    LITTLE_HIGH = "little_fit_high_return"
    SOME_LITTLE = "some_fit_little_return"
    SOME_SOME = "some_fit_some_return"
    SOME_HIGH = "some_fit_high_return"
    HIGH_LITTLE = "high_fit_little_return"
    HIGH_SOME = "high_fit_some_return"
    HIGH_HIGH = "high_fit_high_return"

    @property
    def label(self) -> str:
        return _FIELD_NAMES[self]

    @property
    def code(self) -> str:
        """How its rule is quoted: the first letters of fit and return, such as HS."""
        return "".join(level[0].upper() for level in self.levels)

    @property
    def levels(self) -> tuple[AxisLevel, AxisLevel]:
        """How high fit and return are in it."""
        fit, _fit, returns, _return = self.value.split("_")
        return AxisLevel(fit), AxisLevel(returns)


_FIELD_NAMES = {
    Field.LITTLE_LITTLE: sentence("Little fit, little return"),
    Field.LITTLE_SOME: sentence("Little fit, some return"),
    Field.LITTLE_HIGH: sentence("Little fit, high return"),
    Field.SOME_LITTLE: sentence("Some fit, little return"),
    Field.SOME_SOME: sentence("Some fit, some return"),
    Field.SOME_HIGH: sentence("Some fit, high return"),
    Field.HIGH_LITTLE: sentence("High fit, little return"),
    Field.HIGH_SOME: sentence("High fit, some return"),
    Field.HIGH_HIGH: sentence("High fit, high return"),
}


class MeasureRule(RulePart):
    """What a metric is worth on an axis: nothing at zero, its whole weight from the threshold on, evenly between."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern=_KEY, max_length=30)
    axis: Axis = setting(..., label=sentence("Axis"))
    metric: str = setting(..., label=sentence("Metric"), max_length=60)
    reading: Reading = setting(
        Reading.VALUE,
        label=sentence("Read as"),
        help=sentence("The value, its growth in percent against the period before, or its share of all in percent."),
    )
    weight: Decimal = setting(..., label=sentence("Weight"), gt=0, le=10_000, decimal_places=2)
    threshold: Decimal = setting(..., label=sentence("Threshold"), gt=0, le=10**12)
    months: int | None = setting(None, label=sentence("Evidence of the last"), unit=sentence("months"), ge=1, le=60)


class FieldRule(RulePart):
    """What partners in a field of the map are, and what is proposed of them."""

    item_key: ClassVar[str] = "field"

    field: Field = setting(..., label=sentence("Field"))
    partner_class: PartnerClass = setting(..., label=sentence("Class"))
    course: Course = setting(..., label=sentence("Proposal"))


def _measure(key: str, axis: Axis, metric: str, weight: int, threshold: int, **said: object) -> MeasureRule:
    return MeasureRule.model_validate(
        {"key": key, "axis": axis, "metric": metric, "weight": Decimal(weight), "threshold": Decimal(threshold), **said}
    )


STARTING_MEASURES = (
    _measure("families-certified", Axis.FIT, "partners.certified_families", 15, 3),
    _measure("people-certified", Axis.FIT, "learning.certified_people", 15, 5),
    _measure("families-sold", Axis.FIT, "pipeline.won_families", 15, 3, months=12),
    _measure("sourced", Axis.FIT, "pipeline.sourced_share", 15, 50, months=12),
    _measure("active", Axis.FIT, "partners.active_days", 15, 40, months=12),
    _measure("documents", Axis.FIT, "content.opened", 5, 20, months=12),
    _measure("tier", Axis.FIT, "partners.tier_points", 10, 80),
    _measure("data", Axis.FIT, "partners.data_quality", 10, 90),
    _measure("won", Axis.RETURN, "pipeline.won_value", 35, 200_000, months=12),
    _measure("share", Axis.RETURN, "pipeline.won_value", 15, 2, months=12, reading=Reading.SHARE),
    _measure("growth", Axis.RETURN, "pipeline.won_value", 20, 20, months=12, reading=Reading.GROWTH),
    _measure("registrations", Axis.RETURN, "deals.registered", 10, 12, months=12),
    _measure("registrations-won", Axis.RETURN, "deals.won", 10, 4, months=12),
    _measure("goals", Axis.RETURN, "partners.goals_reached", 10, 100, months=12),
)
"""What counts in a new installation; weights of an axis make a hundred."""

STARTING_FIELDS = (
    FieldRule(field=Field.HIGH_HIGH, partner_class=PartnerClass.STRATEGIC, course=Course.INVEST),
    FieldRule(field=Field.HIGH_SOME, partner_class=PartnerClass.STRATEGIC, course=Course.INVEST),
    FieldRule(field=Field.HIGH_LITTLE, partner_class=PartnerClass.PLATFORM_FIT, course=Course.MAINTAIN),
    FieldRule(field=Field.SOME_HIGH, partner_class=PartnerClass.PLATFORM_FIT, course=Course.INVEST),
    FieldRule(field=Field.SOME_SOME, partner_class=PartnerClass.PLATFORM_FIT, course=Course.MAINTAIN),
    FieldRule(field=Field.SOME_LITTLE, partner_class=PartnerClass.PLATFORM_FIT, course=Course.WATCH),
    FieldRule(field=Field.LITTLE_HIGH, partner_class=PartnerClass.TRANSACTIONAL, course=Course.MAINTAIN),
    FieldRule(field=Field.LITTLE_SOME, partner_class=PartnerClass.TRANSACTIONAL, course=Course.MAINTAIN),
    FieldRule(field=Field.LITTLE_LITTLE, partner_class=PartnerClass.TRANSACTIONAL, course=Course.EXIT),
)
