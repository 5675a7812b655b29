"""A world of claims that is lived again in memory: who stands where at which company, and what another registration meets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from steelyard.deals.policies.facts import ClaimFacts
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import LineState, Match


@dataclass(slots=True, kw_only=True)
class Standing:
    """A registration as it stands in such a world."""

    registration_id: UUID
    partner_id: UUID
    company_id: UUID
    division: str
    region: str
    submitted_at: datetime
    complete_at: datetime | None
    rules: DealRegistrationRules | None = None
    """Those under which it was last decided; None where another system decided."""
    lines: dict[str, LineState] = field(default_factory=dict)
    protected_until: datetime | None = None
    extensions: int = 0
    waits_for_answer: bool = False
    is_live: bool = True
    rejected_at: datetime | None = None
    """Since when it is refused on its merits."""

    @property
    def held(self) -> list[str]:
        """The lines that wait for a decision."""
        return sorted(family for family, state in self.lines.items() if state is LineState.HELD)

    @property
    def is_granted(self) -> bool:
        """Whether some line is approved, alone or beside others."""
        return any(state in _GRANTED for state in self.lines.values())

    def is_as(self, other: "Standing") -> bool:
        """Tell whether both stand alike for everyone they meet."""
        return (
            self.is_live == other.is_live
            and self.lines == other.lines
            and self.protected_until == other.protected_until
            and self.waits_for_answer == other.waits_for_answer
        )


_GRANTED = frozenset({LineState.PROTECTED, LineState.TEAMING})


class ClaimsWorld:
    """Every registration's standing at an instant that moves forward; answers what `deals_claims_on` answers of the database."""

    def __init__(self) -> None:
        self._standings: dict[UUID, Standing] = {}
        self._live_at: dict[UUID, dict[UUID, Standing]] = defaultdict(dict)
        self._live_of: dict[UUID, set[UUID]] = defaultdict(set)
        self._rejected: dict[tuple[UUID, UUID], dict[UUID, Standing]] = defaultdict(dict)

    def find(self, registration_id: UUID) -> Standing | None:
        """Return where a registration stands; None where it never came."""
        return self._standings.get(registration_id)

    def admit(self, standing: Standing) -> None:
        """Let a registration take its place, or see to it after its lines or its life changed."""
        self._standings[standing.registration_id] = standing
        if standing.is_live:
            self._live_at[standing.company_id][standing.registration_id] = standing
            self._live_of[standing.partner_id].add(standing.registration_id)
        else:
            self._live_at[standing.company_id].pop(standing.registration_id, None)
            self._live_of[standing.partner_id].discard(standing.registration_id)
        if standing.rejected_at is not None:
            self._rejected[standing.partner_id, standing.company_id][standing.registration_id] = standing

    def end(self, standing: Standing) -> None:
        """End a registration with every line that protected or waited."""
        for family, state in standing.lines.items():
            if state is not LineState.REFUSED:
                standing.lines[family] = LineState.ENDED
        standing.is_live = standing.waits_for_answer = False
        self.admit(standing)

    def claims_at(self, matches: Mapping[UUID, Match], *, besides: UUID, at: datetime) -> tuple[ClaimFacts, ...]:
        """Return what others claim at the companies, given how each matches, in the order of the database."""
        found = [
            (standing, match)
            for company_id, match in matches.items()
            for standing in self._live_at.get(company_id, {}).values()
            if standing.registration_id != besides
        ]
        return tuple(
            ClaimFacts(
                registration_id=standing.registration_id,
                partner_id=standing.partner_id,
                match=match,
                family=family,
                division=standing.division,
                region=standing.region,
                is_protected=standing.lines[family] is LineState.PROTECTED,
                is_complete=standing.complete_at is not None,
                submitted_at=standing.complete_at or standing.submitted_at,
            )
            for standing, match in sorted(found, key=lambda pair: pair[0].registration_id)
            for family in _claimed(standing, at)
        )

    def count_live(self, partner_id: UUID, *, besides: UUID) -> int:
        """Return how many registrations of the partner count against its capacity."""
        live = self._live_of.get(partner_id, set())
        return len(live) - (besides in live)

    def count_rejections(
        self, partner_id: UUID, company_id: UUID, families: Collection[str], *, besides: UUID, since: datetime
    ) -> int:
        """Return how often the partner was rejected on the merits at the company for one of the products."""
        rejected: Iterable[Standing] = self._rejected.get((partner_id, company_id), {}).values()
        return sum(
            standing.registration_id != besides
            and standing.rejected_at is not None
            and standing.rejected_at >= since
            and not standing.lines.keys().isdisjoint(families)
            for standing in rejected
        )


def _claimed(standing: Standing, at: datetime) -> list[str]:
    protects = standing.protected_until is not None and standing.protected_until > at
    return sorted(
        family
        for family, state in standing.lines.items()
        if state is LineState.HELD or (state is LineState.PROTECTED and protects)
    )
