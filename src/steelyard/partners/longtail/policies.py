"""Whether a partner is in the long tail, and whether it rises: of facts and rules alone."""

from decimal import Decimal
from math import exp, lgamma, log

from steelyard.kernel.decisions import Change, Reason
from steelyard.partners.longtail.parts import RiseRule
from steelyard.partners.longtail.rules import LongTailRules
from steelyard.partners.longtail.terms import (
    RiseDecision,
    RiseFacts,
    RiseFigure,
    RiseStanding,
    TailFacts,
    TailPlace,
)
from steelyard.partners.tiers.metrics import name_of
from steelyard.partners.tiers.terms import plain
from steelyard.program.rules import Term

_NOTHING, _HUNDRED, _PLACES = Decimal(0), Decimal(100), Decimal("0.01")
_SMALLEST = Decimal("0.000001")
_DAYS_OF_MONTH = Decimal("30.4375")


def find_place(facts: TailFacts, rules: LongTailRules) -> TailPlace:
    """Return whether a partner is in the long tail, on which track, and what decides that."""
    reasons: list[Reason] = []
    keeps_out = False
    value = {"value": plain(facts.value.quantize(_PLACES)), "bound": plain(rules.value_below), "months": rules.months}
    is_small = facts.value < rules.value_below
    reasons.append(Reason(code="tail_small" if is_small else "tail_large", rule="LT-1", params=value))
    keeps_out |= not is_small
    if rules.touches_below is not None and facts.touches >= rules.touches_below:
        said = {"days": facts.touches, "bound": rules.touches_below}
        reasons.append(Reason(code="tail_touched", rule="LT-2", params=said))
        keeps_out = True
    if rules.tiers and facts.tier and facts.tier not in rules.tiers:
        reasons.append(Reason(code="tail_tier", rule="LT-3", params={"tier": facts.tier}))
        keeps_out = True
    if rules.spares_managed and facts.has_manager:
        reasons.append(Reason(code="tail_managed", rule="LT-4"))
        keeps_out = True
    track = rules.track_for(facts.types)
    if not track:
        reasons.append(Reason(code="tail_no_track", rule="LT-T"))
    return TailPlace(track="" if keeps_out else track, reasons=tuple(reasons))


def decide_rise(facts: RiseFacts, rules: LongTailRules) -> RiseDecision:
    """Return whether a small partner rises against its own past, by which measures and why."""
    standings: list[RiseStanding] = []
    reasons: list[Reason] = []
    changes: list[Change] = []
    for one in rules.rises:
        figure = facts.figures.get(one.key)
        if figure is None:
            continue
        before_days = past_days_of(one, facts.past_days)
        if before_days <= 0:
            said = {"metric": Term(name_of(one.metric)), "months": 2 * one.months}
            reasons.append(Reason(code="rise_no_past", rule=f"LT-R/{one.key}", params=said))
            continue
        standing = weigh_rise(one, figure, before_days, rules)
        standings.append(standing)
        reasons.append(_explain(one, standing, rules))
        if not standing.rises:
            needed = max(one.least, (one.factor * standing.expected).quantize(_PLACES))
            said = {"metric": Term(name_of(one.metric)), "needed": plain(needed), "months": one.months}
            changes.append(Change(code="rise_needs", params=said, outcome=one.key))
    return RiseDecision(
        rises=any(one.rises for one in standings),
        standings=tuple(standings),
        # What rings comes first.
        reasons=tuple(sorted(reasons, key=lambda one: one.code != "rise_found")),
        would_change=tuple(changes),
    )


def past_days_of(one: RiseRule, enrolled_days: int) -> Decimal:
    """Return how many days before the last months count as a partner's past: at least as many as those have, or none."""
    recent = one.months * _DAYS_OF_MONTH
    past = min(Decimal(enrolled_days) - recent, one.months_before * _DAYS_OF_MONTH)
    return past if past >= recent else _NOTHING


def weigh_rise(one: RiseRule, figure: RiseFigure, before_days: Decimal, rules: LongTailRules) -> RiseStanding:
    """Return what a figure says: what the past let expect, and how likely so many times are without growth."""
    recent_days = one.months * _DAYS_OF_MONTH
    expected = figure.before * recent_days / before_days
    chance = chance_of(figure.times_recent, figure.times_before, recent_days / (recent_days + before_days))
    rises = (
        figure.recent >= one.least
        and figure.recent >= one.factor * expected
        and figure.times_recent > 0
        and chance * _HUNDRED <= rules.chance
    )
    return RiseStanding(
        key=one.key,
        metric=one.metric,
        recent=figure.recent,
        expected=expected.quantize(_PLACES),
        chance=chance,
        rises=rises,
    )


def chance_of(recent: int, before: int, share: Decimal) -> Decimal:
    """Return how likely at least `recent` of all times fall into the last months, if nothing grew. Units: 0..1.

    Source: the exact conditional test of two Poisson rates (Przyborowski and Wilenski, 1940): given their sum, the number in the
    last months is binomial with the share of the time that those are.
    """
    total, rate = recent + before, float(share)
    if recent <= 0 or not 0 < rate < 1:
        return Decimal(1)
    terms = (
        exp(
            lgamma(total + 1)
            - lgamma(times + 1)
            - lgamma(total - times + 1)
            + times * log(rate)
            + (total - times) * log(1 - rate)
        )
        for times in range(recent, total + 1)
    )
    return min(Decimal(sum(terms)), Decimal(1)).quantize(_SMALLEST)


def _explain(one: RiseRule, standing: RiseStanding, rules: LongTailRules) -> Reason:
    said = {
        "metric": Term(name_of(one.metric)),
        "recent": plain(standing.recent.quantize(_PLACES)),
        "months": one.months,
        "expected": plain(standing.expected),
        "least": plain(one.least),
        "factor": plain(one.factor),
        "chance": plain((standing.chance * _HUNDRED).quantize(_PLACES)),
        "bound": plain(rules.chance),
    }
    if standing.rises:
        code = "rise_found"
    elif standing.recent < one.least:
        code = "rise_too_little"
    elif standing.recent < one.factor * standing.expected:
        code = "rise_no_growth"
    else:
        code = "rise_by_chance"
    return Reason(code=code, rule=f"LT-R/{one.key}", params=said)
