"""What class a partner is in and what is proposed of it, and who moved between two audits: of facts and rules alone."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, Decimal

from steelyard.kernel.decisions import Change, Reason
from steelyard.partners.portfolio.metrics import measurable_name
from steelyard.partners.portfolio.parts import MeasureRule
from steelyard.partners.portfolio.rules import PortfolioRules
from steelyard.partners.portfolio.sentences import rule_of
from steelyard.partners.portfolio.terms import (
    AuditFacts,
    AuditMove,
    Axis,
    AxisLevel,
    AxisStanding,
    Classification,
    Course,
    Figure,
    MeasureStanding,
    PartnerClass,
    Reading,
)
from steelyard.partners.tiers.terms import plain
from steelyard.program.rules import Term

_NOTHING, _HUNDRED, _PLACES, _TENTH = Decimal(0), Decimal(100), Decimal("0.01"), Decimal("0.1")
_MOST_CHANGES = 3


def classify_partner(facts: AuditFacts, rules: PortfolioRules) -> Classification:
    """Return the class of a partner and what is proposed of it, with every measure that led there."""
    fit, returns = (stand_on(axis, facts, rules) for axis in (Axis.FIT, Axis.RETURN))
    held = rules.field_of(fit.level, returns.level)
    partner_class, course = held.partner_class, held.course
    reasons = [
        Reason(
            code="audit_field",
            rule=f"PF-{held.field.code}",
            params={
                "field": Term(held.field.label),
                "fit": plain(fit.points),
                "returns": plain(returns.points),
                "class": Term(held.partner_class.label),
                "course": Term(held.course.label),
            },
        )
    ]
    if returns.level is AxisLevel.LITTLE and is_dormant(facts, rules):
        partner_class, course = PartnerClass.DORMANT, rules.dormant_course
        said = {"days": facts.quiet_days if facts.quiet_days is not None else facts.enrolled_days}
        reasons.append(Reason(code="audit_dormant", rule="PF-DORMANT", params={**said, "course": Term(course.label)}))
    if course is Course.EXIT and facts.enrolled_days < rules.new_days:
        course = Course.WATCH
        reasons.append(Reason(code="audit_new", rule="PF-NEW", params={"days": facts.enrolled_days}))
    reasons += [_explain(one, rules) for axis in (fit, returns) for one in axis.measures]
    return Classification(
        fit=fit,
        returns=returns,
        partner_class=partner_class,
        course=course,
        reasons=tuple(reasons),
        would_change=tuple(_changes(fit, returns, rules)),
    )


def is_dormant(facts: AuditFacts, rules: PortfolioRules) -> bool:
    """Tell whether a partner has done nothing for so long; one that never did anything, since it was enrolled."""
    days = facts.quiet_days if facts.quiet_days is not None else facts.enrolled_days
    return days >= rules.dormant_days


def stand_on(axis: Axis, facts: AuditFacts, rules: PortfolioRules) -> AxisStanding:
    """Return how far a partner is on an axis: the share of the weights that are known which it reached, of a hundred."""
    measures = tuple(measure(one, facts.figures.get(one.key)) for one in rules.measures_of(axis))
    weights = sum((one.weight for one in measures if one.value is not None), _NOTHING)
    reached = sum((one.points for one in measures), _NOTHING)
    points = (_HUNDRED * reached / weights).quantize(_PLACES) if weights else _NOTHING
    return AxisStanding(axis=axis, points=points, level=rules.level_of(axis, points), measures=measures)


def measure(one: MeasureRule, figure: Figure | None) -> MeasureStanding:
    """Return what a measure is for a partner, and the points that makes."""
    value = read_figure(one, figure)
    share = _NOTHING if value is None else min(max(value, _NOTHING) / one.threshold, Decimal(1))
    return MeasureStanding(
        key=one.key,
        metric=one.metric,
        reading=one.reading,
        months=one.months,
        figure=figure,
        value=value,
        threshold=one.threshold,
        weight=one.weight,
        points=(one.weight * share).quantize(_PLACES),
    )


def read_figure(one: MeasureRule, figure: Figure | None) -> Decimal | None:
    """Return a figure as the rule reads it; None where that is not known."""
    if figure is None:
        return None
    if one.reading is Reading.VALUE:
        return figure.value
    base = figure.base or _NOTHING
    if one.reading is Reading.SHARE:
        return (_HUNDRED * figure.value / base).quantize(_PLACES) if base > 0 else None
    if base <= 0:
        return one.threshold if figure.value > 0 else None
    return (_HUNDRED * (figure.value - base) / base).quantize(_PLACES)


def compare_audits(moves: Iterable[AuditMove]) -> list[AuditMove]:
    """Return who is of another class or course in the second audit, who rose most first, who left last."""
    moved = [one for one in moves if (one.class_before, one.course_before) != (one.class_after, one.course_after)]
    return sorted(moved, key=lambda one: (-_rise(one), one.partner, one.partner_id))


def _rise(one: AuditMove) -> int:
    if one.course_after is None:
        return -len(Course)
    return one.course_after.rank - (one.course_before.rank if one.course_before else 0)


def _explain(one: MeasureStanding, rules: PortfolioRules) -> Reason:
    rule = next(rule for rule in rules.measures if rule.key == one.key)
    said = {"metric": Term(measurable_name(one.metric)), "weight": plain(one.weight)}
    if one.value is None:
        return Reason(code="audit_not_known", rule=rule_of(rule), params=said)
    said |= {"value": plain(one.value), "threshold": plain(one.threshold), "points": plain(one.points)}
    return Reason(code=f"audit_{one.reading}", rule=rule_of(rule), params=said)


def _changes(fit: AxisStanding, returns: AxisStanding, rules: PortfolioRules) -> Iterator[Change]:
    """Yield which points lead to the next level of each axis and what that gives, and the measures with the most room."""
    for axis in (fit, returns):
        some, high = rules.bounds_of(axis.axis)
        if axis.level is AxisLevel.HIGH:
            continue
        level, bound = (AxisLevel.SOME, some) if axis.level is AxisLevel.LITTLE else (AxisLevel.HIGH, high)
        levels = (level, returns.level) if axis is fit else (fit.level, level)
        held, present = rules.field_of(*levels), rules.field_of(fit.level, returns.level)
        if (held.partner_class, held.course) == (present.partner_class, present.course):
            continue
        said = {
            "axis": Term(axis.axis.label),
            "points": plain((bound - axis.points).quantize(_TENTH, rounding=ROUND_CEILING)),
            "class": Term(held.partner_class.label),
            "course": Term(held.course.label),
        }
        yield Change(code="audit_next_level", params=said, outcome=held.course)
    open_ones = [one for axis in (fit, returns) if axis.level is not AxisLevel.HIGH for one in axis.measures]
    known = [one for one in open_ones if one.value is not None and one.points < one.weight]
    known.sort(key=lambda one: (one.points - one.weight, one.key))
    for one in known[:_MOST_CHANGES]:
        said = {
            "metric": Term(measurable_name(one.metric)),
            "value": plain(one.value or _NOTHING),
            "threshold": plain(one.threshold),
            "points": plain(one.weight - one.points),
        }
        yield Change(code="audit_room", params=said, outcome=one.key)
