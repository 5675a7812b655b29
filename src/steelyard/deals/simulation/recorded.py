"""The world as it was: every registration stands as the record says."""

from datetime import datetime

from steelyard.deals.events import EvidenceRequested
from steelyard.deals.policies import RegistrationFacts, is_complete
from steelyard.deals.policies.standing import ClaimsWorld, Standing
from steelyard.deals.queries.history import Happening
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.simulation.steps import begin, recorded_closure, recorded_outcomes, recorded_until, settle
from steelyard.deals.terms import PROTECTED_STATES, WAITING_STATES, LineState


class RecordedWorld(ClaimsWorld):
    """Follows the record step by step."""

    def decide(
        self, happening: Happening, rules: DealRegistrationRules, facts: RegistrationFacts | None = None
    ) -> None:
        """Let a decision hold as it was made; its facts, where they are at hand, say whether anything was missing."""
        outcomes = recorded_outcomes(happening)
        is_whole = is_complete(facts, rules) if facts else happening.type != EvidenceRequested.type
        standing = self.find(happening.registration_id)
        if standing is None:
            complete_at = happening.submitted_at if is_whole else None
            standing = begin(happening, rules, outcomes, complete_at=complete_at)
        elif standing.complete_at is None and is_whole:
            standing.complete_at = facts.submitted_at if facts else happening.at
        standing.rules = rules
        settle(
            self,
            standing,
            outcomes,
            at=happening.at,
            until=recorded_until(happening),
            closure=recorded_closure(happening),
            asks=happening.type == EvidenceRequested.type,
        )

    def bring_in(self, happening: Happening) -> None:
        """Let a registration of another system take its place as it stood then."""
        state, lines = happening.payload["state"], happening.lines or {}
        standing = begin(happening, None, lines, complete_at=happening.submitted_at)
        if state in PROTECTED_STATES:
            protected, beside = LineState.PROTECTED, LineState.TEAMING
            standing.lines = {family: protected if protects else beside for family, protects in lines.items()}
            standing.protected_until = recorded_until(happening)
        self.admit(standing)
        if state not in PROTECTED_STATES | WAITING_STATES:
            self.end(standing)

    def extend(self, standing: Standing, until: datetime) -> None:
        """Lengthen a protection as it was lengthened."""
        standing.protected_until = until
        standing.extensions += 1
