"""A world that is lived through month by month: the tier that its rules make of a partner, and what that brings it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from steelyard.kernel.decisions import Reason
from steelyard.partners.benefits.policies import decide_benefits
from steelyard.partners.benefits.terms import BenefitTerms, Holder
from steelyard.partners.tiers.levels import Level
from steelyard.partners.tiers.policies import decide_tier
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import Cooling, Notice, TierStep
from steelyard.program.public import Grant, Term, Verdict

NO_TIER = "~"
"""What is said for no tier; no key is written so."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tiers of the program with their names and ranks, and the benefits that depend on them."""

    names: Mapping[str, str]
    ranks: Mapping[str, int]
    benefits: tuple[BenefitTerms, ...]
    _held: dict[tuple[str, frozenset[str]], frozenset[str]] = field(default_factory=dict)

    def benefits_in(self, tier: str, types: frozenset[str]) -> frozenset[str]:
        """Return the benefits that an active partner of these types holds in a tier."""
        place = (tier, types)
        if place not in self._held:
            holder = Holder(is_active=True, rank=self.ranks.get(tier), types=types)
            self._held[place] = decide_benefits(holder, self.benefits)
        return self._held[place]

    def rank_of(self, tier: str) -> int:
        """Return how high a tier is; none is below all."""
        return self.ranks.get(tier, min(self.ranks.values(), default=0) - 1)


@dataclass(slots=True)
class Life:
    """One partner in one world."""

    tier: str
    on: date
    notice: Notice | None = None
    cooling: Cooling = field(init=False)
    moves: list[tuple[date, TierStep, str, str]] = field(default_factory=list)
    """Day, step, tier from then on, and the rule behind it."""
    _days: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.cooling = Cooling(notice=self.notice)

    def pass_until(self, day: date, types: frozenset[str]) -> None:
        """Let time go by in the present tier."""
        self._days[self.tier, types] += (day - self.on).days
        self.on = day

    def take(self, tier: str, fixed_until: date | None) -> None:
        """Take a tier that somebody gave by hand."""
        self.tier, self.cooling = tier, Cooling(fixed_until=fixed_until)

    def decide(self, level: Level | None, rules: TierRules) -> None:
        """Let the rules decide on the day."""
        move = decide_tier(self.tier, level.reach if level else None, self.cooling, rules, self.on)
        self.cooling = move.cooling
        if move.step in {TierStep.PROMOTE, TierStep.DEMOTE}:
            self.tier = move.tier
            track = [one.key for one in rules.tracks].index(level.track) + 1 if level else 1
            rule = f"TR-{track}" if move.step is TierStep.PROMOTE else "TR-DOWN"
            self.moves.append((self.on, move.step, move.tier, rule))

    def verdict(self, catalog: Catalog, types: frozenset[str]) -> Verdict:
        """Return what came of it: the tier at the end, the moves that led there, the newest first, and the benefits."""
        lasting = catalog.benefits_in(self.tier, types)
        days: Counter[str] = Counter()
        for (tier, held), count in self._days.items():
            days.update(dict.fromkeys(catalog.benefits_in(tier, held), count))
        return Verdict(
            outcome=self.tier or NO_TIER,
            reasons=tuple(self._reasons(catalog)),
            grants=tuple(Grant(key=key, days=days[key], lasts=key in lasting) for key in sorted(days.keys() | lasting)),
        )

    def _reasons(self, catalog: Catalog) -> Iterable[Reason]:
        if not self.moves:
            yield Reason(code="simulated_tier_stays", rule="TR-KEEP")
        for day, step, tier, rule in reversed(self.moves):
            said = {"moved_on": day.isoformat(), "step": Term(step.label), "tier": Term(catalog.names.get(tier, tier))}
            code = "simulated_tier_moves" if tier else "simulated_tier_ends"
            yield Reason(code=code, rule=rule, params=said)
