"""The rulebook of audits: what counts for fit and return, where the levels are, and what follows in each field of the map."""

from collections import Counter
from decimal import Decimal
from itertools import product
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.portfolio.metrics import find_measurable
from steelyard.partners.portfolio.parts import STARTING_FIELDS, STARTING_MEASURES, Field, FieldRule, MeasureRule
from steelyard.partners.portfolio.sentences import say_rules
from steelyard.partners.portfolio.terms import Axis, AxisLevel, Course, Reading
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

MEASURES, LEVELS, FIELDS = sentence("What counts"), sentence("Levels"), sentence("What follows")


class PortfolioRules(Rulebook):
    """How an audit classes partners, and what it proposes. People decide."""

    prefix: ClassVar[str] = "PF"
    title: ClassVar[str] = sentence("Audit of partnerships")
    summary: ClassVar[str] = sentence("How partners are classed by fit and return, and what is proposed of them.")

    measures: tuple[MeasureRule, ...] = setting(
        STARTING_MEASURES,
        label=sentence("What counts"),
        help=sentence("Points of an axis are the share of its weights that was reached, of a hundred."),
        section=MEASURES,
        min_length=1,
        max_length=60,
    )
    some_fit: int = setting(30, label=sentence("Some fit from"), unit=sentence("points"), section=LEVELS, ge=1, le=99)
    high_fit: int = setting(60, label=sentence("High fit from"), unit=sentence("points"), section=LEVELS, ge=2, le=100)
    some_return: int = setting(
        20, label=sentence("Some return from"), unit=sentence("points"), section=LEVELS, ge=1, le=99
    )
    high_return: int = setting(
        55, label=sentence("High return from"), unit=sentence("points"), section=LEVELS, ge=2, le=100
    )
    fields: tuple[FieldRule, ...] = setting(
        STARTING_FIELDS,
        label=sentence("Fields of the map"),
        help=sentence("Each of the nine once. Where there is more, no less is proposed."),
        section=FIELDS,
        min_length=len(Field),
        max_length=len(Field),
    )
    dormant_days: int = setting(
        180,
        label=sentence("Dormant without a sign of life for"),
        help=sentence("Only where the return is little."),
        unit=sentence("days"),
        section=FIELDS,
        ge=1,
        le=1095,
    )
    dormant_course: Course = setting(Course.EXIT, label=sentence("Of dormant partners is proposed"), section=FIELDS)
    new_days: int = setting(
        180,
        label=sentence("No exit is proposed in the first"),
        unit=sentence("days"),
        section=FIELDS,
        ge=0,
        le=1095,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for key, times in Counter(one.key for one in self.measures).items():
            if times > 1:
                raise invalid(sentence("“{key}” is there twice."), key=key)
        for axis in Axis:
            if not self.measures_of(axis):
                raise invalid(sentence("Nothing counts for this axis: {axis}."), axis=axis.label)
        if self.some_fit >= self.high_fit or self.some_return >= self.high_return:
            raise invalid(sentence("“High” begins above “some”."))
        # The contexts above tell what they measure at start, after the rules that come with the product are made.
        if self.measures != STARTING_MEASURES:
            for one in self.measures:
                _check(one)
        _check_fields(self.fields)
        return self

    def measures_of(self, axis: Axis) -> tuple[MeasureRule, ...]:
        """Return what counts for an axis."""
        return tuple(one for one in self.measures if one.axis is axis)

    def level_of(self, axis: Axis, points: Decimal) -> AxisLevel:
        """Return how high so many points are."""
        some, high = self.bounds_of(axis)
        return AxisLevel.HIGH if points >= high else AxisLevel.SOME if points >= some else AxisLevel.LITTLE

    def bounds_of(self, axis: Axis) -> tuple[int, int]:
        """Return from where there is some of it, and from where it is high."""
        return (self.some_fit, self.high_fit) if axis is Axis.FIT else (self.some_return, self.high_return)

    def field_of(self, fit: AxisLevel, returns: AxisLevel) -> FieldRule:
        """Return what holds in a field of the map."""
        return next(one for one in self.fields if one.field.levels == (fit, returns))

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        return say_rules(self)


def _check(one: MeasureRule) -> None:
    metric = find_measurable(one.metric)
    if metric is None:
        raise invalid(sentence("“{key}”: nobody measures “{metric}”."), key=one.key, metric=one.metric)
    if metric.has_window and one.months is None:
        raise invalid(sentence("“{key}”: say of how many months evidence counts."), key=one.key)
    if not metric.has_window and one.months is not None and one.reading is not Reading.GROWTH:
        raise invalid(sentence("“{key}”: it is what holds on the day, so no months count."), key=one.key)
    if one.reading is Reading.GROWTH and (one.months is None or not metric.looks_back):
        raise invalid(sentence("“{key}”: growth needs months, and a metric that is known of the past."), key=one.key)
    most = Decimal(100) if one.reading is Reading.SHARE else metric.unit.most
    if one.reading is not Reading.GROWTH and most is not None and one.threshold > most:
        raise invalid(
            sentence("“{key}” cannot be reached: it never comes to more than {most}."), key=one.key, most=most
        )


def _check_fields(fields: tuple[FieldRule, ...]) -> None:
    if {one.field for one in fields} != set(Field):
        raise invalid(sentence("Each of the nine fields is there once."))
    for one, other in product(fields, fields):
        if _has_more(one.field, other.field) and one.course.rank < other.course.rank:
            raise invalid(
                sentence("“{more}” proposes less than “{less}”."), more=one.field.label, less=other.field.label
            )


def _has_more(one: Field, other: Field) -> bool:
    (fit, returns), (less_fit, less_returns) = one.levels, other.levels
    return one is not other and fit.rank >= less_fit.rank and returns.rank >= less_returns.rank
