"""Where a partner stands and what becomes of its tier: of facts and rules alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from steelyard.kernel.periods import add_months
from steelyard.partners.tiers.parts import CriterionRule, MetricRule, TierRule, TrackRule
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import (
    NOTHING,
    Cooling,
    CriterionStanding,
    DemotionPeriod,
    MetricStanding,
    Notice,
    TierFacts,
    TierGap,
    TierMove,
    TierStanding,
    TierStep,
    TrackStanding,
    evidence_key,
)

_ALL = Decimal(1)
_NONE = -1


# --- Where a partner stands -------------------------------------------------------------------------------------------


def compute_standing(facts: TierFacts, rules: TierRules) -> TierStanding:
    """Return where a partner stands on every track that is open to it, the best first."""
    tracks = [_stand_on(track, facts.values, rules) for track in rules.tracks_for(facts.types)]
    # The sort is stable: of equal tracks the one that the rules name first counts.
    tracks.sort(key=lambda one: (rules.rank_of(one.reached), one.points / one.full), reverse=True)
    return TierStanding(tracks=tuple(tracks))


def _stand_on(track: TrackRule, values: Mapping[str, Decimal], rules: TierRules) -> TrackStanding:
    metrics = tuple(_measure(one, values, rules) for one in rules.metrics_of(track.key))
    points = sum((one.points for one in metrics), NOTHING)
    counted = NOTHING if track.every_metric_counts and any(one.value <= 0 for one in metrics) else points
    ladder, asked = rules.ladder_of(track.key), rules.criteria_of(track.key)
    criteria = tuple(_hold(one, values) for one in asked)
    reached = _climb(ladder, criteria, counted, _ALL)
    return TrackStanding(
        track=track.key,
        metrics=metrics,
        criteria=criteria,
        points=points,
        full=track.points,
        reached=ladder[reached].tier if reached >= 0 else "",
        keeps=ladder[kept].tier if (kept := _climb(ladder, criteria, counted, rules.kept_share)) >= 0 else "",
        gaps=tuple(
            _gap(ladder[: place + 1], criteria, metrics, points, track) for place in range(reached + 1, len(ladder))
        ),
    )


def value_of(one: MetricRule, values: Mapping[str, Decimal], rules: TierRules) -> Decimal:
    """Return what counts of a metric: its value, or its value for each so many units of a size, of which there is at least one."""
    value = values.get(evidence_key(one.metric, one.months), NOTHING)
    if not one.per:
        return value
    size = values.get(rules.per_key(one), NOTHING) / one.per_units
    return value / size if size > 1 else value


def _measure(one: MetricRule, values: Mapping[str, Decimal], rules: TierRules) -> MetricStanding:
    value = value_of(one, values, rules)
    points = compute_points(one, value)
    return MetricStanding(key=one.key, value=value, threshold=one.threshold, weight=one.weight, points=points)


def compute_points(one: MetricRule, value: Decimal) -> Decimal:
    """Return what a value adds: all of the weight from the threshold on, evenly less below, nothing at zero."""
    return one.weight if value >= one.threshold else max(NOTHING, value * one.weight / one.threshold)


def _hold(one: CriterionRule, values: Mapping[str, Decimal]) -> CriterionStanding:
    return CriterionStanding(
        key=one.key,
        tier=one.tier,
        any_of=one.any_of,
        value=values.get(evidence_key(one.metric, one.months), NOTHING),
        at_least=one.at_least,
    )


def _climb(ladder: Sequence[TierRule], criteria: Sequence[CriterionStanding], points: Decimal, share: Decimal) -> int:
    """Return the place of the highest tier whose requirements, and those of all below it, are met to that share; -1 for none."""
    for place, step in enumerate(ladder):
        if points < step.points * share or not _are_met(step.tier, criteria, share):
            return place - 1
    return len(ladder) - 1


def _are_met(tier: str, criteria: Sequence[CriterionStanding], share: Decimal) -> bool:
    groups: defaultdict[str, bool] = defaultdict(bool)
    for one in criteria:
        if one.tier != tier:
            continue
        is_met = one.value >= one.at_least * share
        if one.any_of:
            groups[one.any_of] |= is_met
        elif not is_met:
            return False
    return all(groups.values())


def _gap(
    ladder: Sequence[TierRule],
    criteria: Sequence[CriterionStanding],
    metrics: Sequence[MetricStanding],
    points: Decimal,
    track: TrackRule,
) -> TierGap:
    """Return what lacks for the last tier of the ladder, with all that the tiers below it ask for."""
    asked = max(step.points for step in ladder)
    tiers = {step.tier for step in ladder}
    missing = [one for one in criteria if one.tier in tiers and not one.is_met]
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in missing:
        if one.any_of:
            groups[one.tier, one.any_of].append(one.key)
    met = {(one.tier, one.any_of) for one in criteria if one.is_met}
    return TierGap(
        tier=ladder[-1].tier,
        points=max(NOTHING, asked - points),
        at_zero=tuple(one.key for one in metrics if asked and track.every_metric_counts and one.value <= 0),
        criteria=tuple(one.key for one in missing if not one.any_of),
        groups=tuple(tuple(keys) for group, keys in groups.items() if group not in met),
    )


# --- What becomes of a tier -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a partner is, by the ranks of tiers: met in full, and kept by the margin on any track; -1 for none."""

    reached: int
    kept: int


def reach_of(standing: TierStanding, rules: TierRules) -> Reach | None:
    """Return how far a standing reaches; None where no track is open."""
    if not standing.tracks:
        return None
    return Reach(
        reached=rules.rank_of(standing.reached), kept=max(rules.rank_of(track.keeps) for track in standing.tracks)
    )


def decide_tier(current: str, reach: Reach | None, cooling: Cooling, rules: TierRules, on: date) -> TierMove:
    """Return what the rules do with the present tier (empty: none) of a partner that is so far, on a day.

    Up at once. Down only after the grace, after notice, and at the end of a period; until then, whatever is met again by the
    margin is kept. A tier that the rules do not speak of, or that somebody fixed by hand, stays.
    """
    if reach is None or (cooling.fixed_until is not None and on < cooling.fixed_until):
        return TierMove(step=TierStep.KEEP, tier=current, cooling=Cooling(fixed_until=cooling.fixed_until))
    ranking = rules.ranking
    present = ranking.index(current) if current in ranking else _NONE
    if present == _NONE and current:
        return TierMove(step=TierStep.KEEP, tier=current, cooling=Cooling())
    if reach.reached > present:
        return TierMove(step=TierStep.PROMOTE, tier=ranking[reach.reached], cooling=Cooling())
    if present <= reach.kept:
        step = TierStep.WITHDRAW if cooling.notice else TierStep.KEEP
        return TierMove(step=step, tier=current, cooling=Cooling())
    return _cool(current, ranking[reach.kept] if reach.kept >= 0 else "", cooling, rules, on)


def _cool(current: str, lower: str, cooling: Cooling, rules: TierRules, on: date) -> TierMove:
    since = cooling.below_since or on
    if cooling.notice is None:
        if on < since + timedelta(days=rules.grace_days):
            return TierMove(step=TierStep.KEEP, tier=current, cooling=Cooling(below_since=since))
        notice = Notice(tier=lower, demote_on=find_period_start(on + timedelta(days=rules.notice_days), rules))
        return TierMove(step=TierStep.NOTIFY, tier=current, cooling=Cooling(below_since=since, notice=notice))
    if on < cooling.notice.demote_on:
        notice = Notice(tier=lower, demote_on=cooling.notice.demote_on)
        return TierMove(step=TierStep.KEEP, tier=current, cooling=Cooling(below_since=since, notice=notice))
    return TierMove(step=TierStep.DEMOTE, tier=lower, cooling=Cooling())


def find_period_start(day: date, rules: TierRules) -> date:
    """Return the first day of a period on or after the day: with it the period before has ended."""
    length = rules.demotes_at_end_of.months
    offset = (day.month - rules.year_starts_in) % length
    start = add_months(day.replace(day=1), -offset)
    return start if start == day else add_months(start, length)


def find_period(day: date, period: DemotionPeriod, year_starts_in: int) -> tuple[date, date]:
    """Return the first day of the period in which the day lies, and the first after it."""
    start = add_months(day.replace(day=1), -((day.month - year_starts_in) % period.months))
    return start, add_months(start, period.months)
