"""How far values reach, and nothing more: for passes over many partners, where nobody reads why.

What is said here is what `compute_standing` says with reasons; a property test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steelyard.partners.tiers.parts import TrackRule
from steelyard.partners.tiers.policies import Reach
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import NOTHING, TierFacts, evidence_key

_ONE = Decimal(1)
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Level:
    """The track that counts with its points, and how far a partner is."""

    track: str
    points: Decimal
    full: Decimal
    reach: Reach


@dataclass(frozen=True, slots=True)
class _Counted:
    key: str
    weight: Decimal
    threshold: Decimal
    per: str
    units: Decimal

    def points_of(self, values: Mapping[str, Decimal]) -> Decimal:
        value = values.get(self.key, NOTHING)
        if self.per:
            size = values.get(self.per, NOTHING) / self.units
            if size > 1:
                value /= size
        if value >= self.threshold:
            return self.weight
        return value * self.weight / self.threshold if value > 0 else NOTHING


@dataclass(frozen=True, slots=True)
class _Step:
    """A tier by its rank, with what it asks for: in full, or down to what keeps it."""

    rank: int
    points: Decimal
    alone: tuple[tuple[str, Decimal], ...]
    groups: tuple[tuple[tuple[str, Decimal], ...], ...]

    def is_met(self, points: Decimal, values: Mapping[str, Decimal]) -> bool:
        if points < self.points:
            return False
        for key, least in self.alone:
            if values.get(key, NOTHING) < least:
                return False
        return all(any(values.get(key, NOTHING) >= least for key, least in group) for group in self.groups)


class _Track:
    def __init__(self, track: TrackRule, rules: TierRules) -> None:
        self.key, self.full, self.types = track.key, track.points, frozenset(track.types)
        self._every_metric_counts = track.every_metric_counts
        self._metrics = tuple(
            _Counted(
                key=evidence_key(one.metric, one.months),
                weight=one.weight,
                threshold=one.threshold,
                per=rules.per_key(one) if one.per else "",
                units=one.per_units,
            )
            for one in rules.metrics_of(track.key)
        )
        self._reaches = _steps(track, rules, _ONE)
        self._keeps = _steps(track, rules, rules.kept_share) if rules.margin else self._reaches

    def level_of(self, values: Mapping[str, Decimal]) -> tuple[int, int, Decimal]:
        """Return the rank reached, the rank kept, and the points."""
        shares = [one.points_of(values) for one in self._metrics]
        points = sum(shares, NOTHING)
        counted = NOTHING if self._every_metric_counts and not all(shares) else points
        reached = _climb(self._reaches, counted, values)
        kept = reached if self._keeps is self._reaches else _climb(self._keeps, counted, values)
        return reached, kept, points


class Levels:
    """Rules made ready to be asked about many partners."""

    def __init__(self, rules: TierRules) -> None:
        self._tracks = [_Track(track, rules) for track in rules.tracks]
        self._ranks = {tier: rank for rank, tier in enumerate(rules.ranking)}
        self._ladders = {track.key: [step.tier for step in rules.ladder_of(track.key)] for track in rules.tracks}

    def tier_at(self, rank: int) -> str:
        """Return the tier of a rank; empty for none."""
        return next((tier for tier, place in self._ranks.items() if place == rank), "")

    def tier_above(self, tier: str, track: str) -> str:
        """Return the next tier of a track above one (empty: none); empty where there is none."""
        rank = self._ranks.get(tier, _NOBODY)
        return next((step for step in self._ladders[track] if self._ranks[step] > rank), "")

    def find(self, facts: TierFacts) -> Level | None:
        """Return how far a partner is on the best track that is open to it; None where none is."""
        best: tuple[int, Decimal] | None = None
        found: Level | None = None
        kept = _NOBODY
        for track in self._tracks:
            if track.types and not track.types & facts.types:
                continue
            reached, keeps, points = track.level_of(facts.values)
            kept = max(kept, keeps)
            place = (reached, points / track.full)
            if best is None or place > best:
                best, found = place, Level(track.key, points, track.full, Reach(reached=reached, kept=kept))
        if found is None or found.reach.kept == kept:
            return found
        return Level(found.track, found.points, found.full, Reach(reached=found.reach.reached, kept=kept))


def _steps(track: TrackRule, rules: TierRules, share: Decimal) -> tuple[_Step, ...]:
    asked = rules.criteria_of(track.key)
    steps = []
    for step in rules.ladder_of(track.key):
        own = [one for one in asked if one.tier == step.tier]
        least = [(one.any_of, evidence_key(one.metric, one.months), one.at_least * share) for one in own]
        steps.append(
            _Step(
                rank=rules.rank_of(step.tier),
                points=step.points * share,
                alone=tuple((key, amount) for group, key, amount in least if not group),
                groups=tuple(
                    tuple((key, amount) for group, key, amount in least if group == word)
                    for word in dict.fromkeys(group for group, _key, _amount in least if group)
                ),
            )
        )
    return tuple(steps)


def _climb(steps: Sequence[_Step], points: Decimal, values: Mapping[str, Decimal]) -> int:
    rank = _NOBODY
    for step in steps:
        if not step.is_met(points, values):
            break
        rank = step.rank
    return rank
