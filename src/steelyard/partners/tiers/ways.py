"""The way up that takes the least: which metrics to raise, and to what, until a tier is reached."""

from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from steelyard.partners.tiers.metrics import UNKNOWN_EFFORT, UNKNOWN_STEP, find_metric
from steelyard.partners.tiers.parts import MetricRule, TrackRule
from steelyard.partners.tiers.policies import compute_points, compute_standing, value_of
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import NOTHING, Raise, TierFacts, WayUp, evidence_key


def rank_ways_up(facts: TierFacts, rules: TierRules, tier: str) -> tuple[WayUp, ...]:
    """Return a way to the tier on each track open to the partner that leads there, the one with the least effort first.

    On each track criteria are met first, those that replace each other by the cheapest; then the points that still lack are
    taken from the metrics where a point costs least.
    """
    ways = [
        way
        for track in rules.tracks_for(facts.types)
        if any(step.tier == tier for step in rules.ladder_of(track.key))
        for way in [_find_way(track, facts, rules, tier)]
        if way is not None
    ]
    return tuple(sorted(ways, key=lambda way: way.effort))


def _find_way(track: TrackRule, facts: TierFacts, rules: TierRules, tier: str) -> WayUp | None:
    reach = _Reach(track, facts, rules, tier)
    reach.meet_criteria()
    reach.leave_zero()
    reach.gather_points()
    if reach.is_there:
        return WayUp(tier=tier, track=track.key, raises=reach.list_raises())
    return None


class _Reach:
    """Values that are raised step by step until a tier of one track is reached."""

    def __init__(self, track: TrackRule, facts: TierFacts, rules: TierRules, tier: str) -> None:
        self.track, self.rules, self.tier, self.before = track, rules, tier, facts
        self.values = dict(facts.values)
        ladder = rules.ladder_of(track.key)
        place = [step.tier for step in ladder].index(tier)
        self.tiers = {step.tier for step in ladder[: place + 1]}
        self.points = ladder[place].points

    @property
    def is_there(self) -> bool:
        """True once the tier is reached on this track."""
        alone = self.rules.model_copy(update={"tracks": (self.track.model_copy(update={"types": ()}),)})
        best = compute_standing(replace(self.before, values=self.values), alone).best
        return best is not None and self.rules.rank_of(best.reached) >= self.rules.rank_of(self.tier)

    def meet_criteria(self) -> None:
        """Raise what each criterion asks for; of a group the cheapest, after those that stand by themselves."""
        asked = [one for one in self.rules.criteria_of(self.track.key) if one.tier in self.tiers]
        for one in asked:
            if not one.any_of:
                self._raise_to(evidence_key(one.metric, one.months), one.at_least)
        for tier, group in dict.fromkeys((one.tier, one.any_of) for one in asked if one.any_of):
            choices = [one for one in asked if (one.tier, one.any_of) == (tier, group)]
            cheapest = min(choices, key=lambda one: self._effort(evidence_key(one.metric, one.months), one.at_least))
            self._raise_to(evidence_key(cheapest.metric, cheapest.months), cheapest.at_least)

    def leave_zero(self) -> None:
        """Take each metric off zero where points count only then."""
        if not (self.points and self.track.every_metric_counts):
            return
        for one in self.rules.metrics_of(self.track.key):
            if value_of(one, self.values, self.rules) <= 0:
                self._raise_to(evidence_key(one.metric, one.months), _step_of(one.metric))

    def gather_points(self) -> None:
        """Raise the metrics in the order of what a point costs, each no further than its threshold."""
        metrics = sorted(self.rules.metrics_of(self.track.key), key=self._effort_of_a_point)
        for one in metrics:
            lacking = self.points - self._points()
            if lacking <= 0:
                return
            key = evidence_key(one.metric, one.months)
            scale = (
                max(Decimal(1), self.values.get(self.rules.per_key(one), NOTHING) / one.per_units)
                if one.per
                else Decimal(1)
            )
            value = value_of(one, self.values, self.rules)
            wanted = min(one.threshold, value + lacking * one.threshold / one.weight)
            self._raise_to(key, wanted * scale)

    def list_raises(self) -> tuple[Raise, ...]:
        """Return what was raised, the smallest effort first."""
        names = self.rules.evidence()
        raises = [
            Raise(
                metric=metric,
                months=months,
                value=self.before.values.get(key, NOTHING),
                to=self.values[key],
                effort=_effort_between(metric, self.before.values.get(key, NOTHING), self.values[key]),
            )
            for key, (metric, months) in names.items()
            if key in self.values and self.values[key] > self.before.values.get(key, NOTHING)
        ]
        return tuple(sorted(raises, key=lambda one: (one.effort, one.metric)))

    def _points(self) -> Decimal:
        metrics = self.rules.metrics_of(self.track.key)
        return sum((compute_points(one, value_of(one, self.values, self.rules)) for one in metrics), NOTHING)

    def _effort_of_a_point(self, one: MetricRule) -> Decimal:
        metric = find_metric(one.metric)
        effort = metric.effort / metric.step if metric else UNKNOWN_EFFORT
        return effort * one.threshold / one.weight

    def _effort(self, key: str, wanted: Decimal) -> Decimal:
        metric = self.rules.evidence()[key][0]
        return _effort_between(metric, self.values.get(key, NOTHING), wanted)

    def _raise_to(self, key: str, wanted: Decimal) -> None:
        value = self.values.get(key, NOTHING)
        if wanted <= value:
            return
        metric = find_metric(self.rules.evidence()[key][0])
        step = metric.step if metric else UNKNOWN_STEP
        raised = value + ((wanted - value) / step).to_integral_value(ROUND_CEILING) * step
        most = metric.unit.most if metric else None
        self.values[key] = raised if most is None else min(raised, most)


def _step_of(key: str) -> Decimal:
    metric = find_metric(key)
    return metric.step if metric else UNKNOWN_STEP


def _effort_between(key: str, value: Decimal, to: Decimal) -> Decimal:
    metric = find_metric(key)
    if metric is None:
        return max(NOTHING, to - value) * UNKNOWN_EFFORT
    return max(NOTHING, to - value) / metric.step * metric.effort
