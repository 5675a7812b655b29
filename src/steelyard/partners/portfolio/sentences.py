"""The rules of audits in plain words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from steelyard.kernel.refusals import sentence
from steelyard.partners.portfolio.metrics import measurable_name
from steelyard.partners.portfolio.parts import MeasureRule
from steelyard.partners.portfolio.terms import Axis, Reading
from steelyard.partners.tiers.terms import plain
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.partners.portfolio.rules import PortfolioRules

_PREFIXES = {Axis.FIT: "PF-F", Axis.RETURN: "PF-R"}
_MEASURE = {
    (Reading.VALUE, False): sentence(
        "{axis}: {metric} counts {weight}, all of it from {threshold} on, evenly less below."
    ),
    (Reading.VALUE, True): sentence(
        "{axis}: {metric} of the last {months} months counts {weight}, all of it from {threshold} on, evenly less below."
    ),
    (Reading.GROWTH, True): sentence(
        "{axis}: {metric} of the last {months} months against the months before counts {weight}, all of it from"
        " {threshold} % more on, evenly less below. From nothing to something counts in full."
    ),
    (Reading.SHARE, False): sentence(
        "{axis}: the share in {metric} of all partners counts {weight}, all of it from {threshold} % on, evenly less below."
    ),
    (Reading.SHARE, True): sentence(
        "{axis}: the share in {metric} of all partners in the last {months} months counts {weight}, all of it from"
        " {threshold} % on, evenly less below."
    ),
}


def rule_of(one: MeasureRule) -> str:
    """Return the number of the rule that a measure is."""
    return f"{_PREFIXES[one.axis]}/{one.key}"


def say_rules(rules: "PortfolioRules") -> list[RuleSentence]:
    """Return the rules in plain words, each with its number."""
    return list(_say(rules))


def _say(rules: "PortfolioRules") -> Iterator[RuleSentence]:
    counts, levels, follows = sentence("What counts"), sentence("Levels"), sentence("What follows")
    for one in rules.measures:
        yield RuleSentence(
            rule=rule_of(one),
            text=_MEASURE[one.reading, one.months is not None],
            params={
                "axis": Term(one.axis.label),
                "metric": Term(measurable_name(one.metric)),
                "months": one.months,
                "weight": plain(one.weight),
                "threshold": plain(one.threshold),
            },
            section=counts,
            fields=("measures",),
            is_confidential=True,
        )
    yield RuleSentence(
        rule="PF-0",
        text=sentence("What is not known of a partner does not count for it, and not against it."),
        section=counts,
        fields=("measures",),
        is_confidential=True,
    )
    for axis, rule in _PREFIXES.items():
        some, high = rules.bounds_of(axis)
        yield RuleSentence(
            rule=rule,
            text=sentence("{axis} is some from {some} of a hundred points on, and high from {high} on."),
            params={"axis": Term(axis.label), "some": some, "high": high},
            section=levels,
            fields=("some_fit", "high_fit") if axis is Axis.FIT else ("some_return", "high_return"),
            is_confidential=True,
        )
    for field in rules.fields:
        yield RuleSentence(
            rule=f"PF-{field.field.code}",
            text=sentence("{field}: {class} partners. Proposed is: {course}."),
            params={
                "field": Term(field.field.label),
                "class": Term(field.partner_class.label),
                "course": Term(field.course.label),
            },
            section=follows,
            fields=("fields",),
            is_confidential=True,
        )
    yield RuleSentence(
        rule="PF-DORMANT",
        text=sentence(
            "With little return and no sign of life for {days} days a partner is dormant. Proposed is: {course}."
        ),
        params={"days": rules.dormant_days, "course": Term(rules.dormant_course.label)},
        section=follows,
        fields=("dormant_days", "dormant_course"),
        is_confidential=True,
    )
    yield RuleSentence(
        rule="PF-NEW",
        text=sentence("Of partners in their first {days} days no exit is proposed; they are watched."),
        params={"days": rules.new_days},
        section=follows,
        fields=("new_days",),
        is_confidential=True,
    )
    yield RuleSentence(
        rule="PF-DECIDE",
        text=sentence("People decide, partner by partner. No partnership ends by an audit alone."),
        section=follows,
        is_confidential=True,
    )
