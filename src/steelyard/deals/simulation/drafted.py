"""The world as it would have been: the draft decides; the record is followed while it fits, and time where it does not."""

from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import Literal
from uuid import UUID

from steelyard.deals.policies import (
    RegistrationDecision,
    RegistrationFacts,
    compute_answer_due,
    compute_extended_until,
    compute_hard_limit,
    compute_protection,
    find_closure,
    is_complete,
    judge,
    judge_provisionally,
)
from steelyard.deals.policies.ladder import others
from steelyard.deals.policies.standing import Standing
from steelyard.deals.queries.history import Happening
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.simulation.recorded import RecordedWorld
from steelyard.deals.simulation.steps import (
    begin,
    facts_in,
    recorded_closure,
    recorded_outcomes,
    settle,
)
from steelyard.deals.terms import ClosureCode, LineOutcome, Match, Outcome, is_better

_Clock = Literal["end", "answer", "limit"]


@dataclass(frozen=True, slots=True)
class _Case:
    """What it takes to decide a registration once more."""

    happening: Happening
    facts: RegistrationFacts


class DraftedWorld(RecordedWorld):
    """What stands here as in the record follows the record; what stands otherwise follows the rules and the clock."""

    def __init__(self, record: RecordedWorld) -> None:
        super().__init__()
        self._record = record
        self._clocks: list[tuple[datetime, int, _Clock, UUID]] = []
        self._waiting: dict[UUID, _Case] = {}
        self._number = count()

    def submit(
        self,
        happening: Happening,
        facts: RegistrationFacts,
        rules: DealRegistrationRules,
        decision: RegistrationDecision,
    ) -> None:
        """Let a registration take its place as the draft decides."""
        complete_at = facts.submitted_at if is_complete(facts, rules) else None
        standing = begin(happening, rules, facts.families, complete_at=complete_at)
        self._settle(standing, rules, decision, at=happening.at)
        self._set_clocks(standing, rules, _Case(happening, facts))

    def decide_again(
        self, standing: Standing, happening: Happening, facts: RegistrationFacts, rules: DealRegistrationRules
    ) -> None:
        """Decide what still waits here as it was decided in the record: by the person the same, by the rules anew."""
        held = tuple(family for family in standing.held if family in facts.families)
        if not standing.is_live or not held:
            return
        standing.rules = rules
        here = facts_in(self, happening, replace(facts, families=held), rules, happening.at)
        if standing.complete_at is None and is_complete(here, rules):
            standing.complete_at = here.submitted_at
        if happening.payload["by_hand"]:
            self._follow_person(standing, happening, here, rules)
        else:
            is_provisional = happening.payload.get("is_provisional", False)
            decision = (judge_provisionally(here, rules) if is_provisional else None) or judge(here, rules)
            if standing.waits_for_answer or is_better(decision.outcome, Outcome.HELD):
                self._settle(standing, rules, decision, at=happening.at)
        self._set_clocks(standing, rules, _Case(happening, here))

    def extend_here(self, standing: Standing, until: datetime, *, at: datetime, by_hand: bool) -> None:
        """Lengthen a protection that stands here too, by what these rules give and as often as they allow."""
        twin = self._record.find(standing.registration_id)
        if twin is None or twin.protected_until is None or standing.protected_until is None or not standing.is_granted:
            return
        if at >= standing.protected_until and not standing.is_as(twin):
            return
        ours, theirs = standing.rules, twin.rules
        if ours is None or theirs is None or ours.extension_days == theirs.extension_days:
            longer = standing.protected_until + (until - twin.protected_until)
        else:
            longer = compute_extended_until(standing.protected_until, ours)
        fewer = ours is not None and theirs is not None and ours.max_extensions < theirs.max_extensions
        if ours is not None and fewer and standing.extensions >= ours.max_extensions and not by_hand:
            return
        self.extend(standing, longer)
        self._set("end", longer, standing)

    def live_until(self, at: datetime) -> None:
        """Let time do what is due by the instant to what stands otherwise than in the record."""
        while self._clocks and self._clocks[0][0] <= at:
            due, _, clock, registration_id = heappop(self._clocks)
            standing, twin = self.find(registration_id), self._record.find(registration_id)
            if standing is not None and standing.is_live and not (twin and standing.is_as(twin)):
                self._ring(clock, standing, due)

    def _ring(self, clock: _Clock, standing: Standing, due: datetime) -> None:
        match clock:
            case "end" if standing.protected_until == due and standing.is_granted:
                self.end(standing)
            case "answer" if standing.waits_for_answer:
                self.end(standing)
            case "limit" if standing.rules is not None:
                self._approve_provisionally(standing, standing.rules, due)

    def _approve_provisionally(self, standing: Standing, rules: DealRegistrationRules, at: datetime) -> None:
        case = self._waiting.pop(standing.registration_id, None)
        if case is None or not standing.held:
            return
        asked = replace(case.facts, families=tuple(standing.held))
        decision = judge_provisionally(facts_in(self, case.happening, asked, rules, at), rules)
        if decision is not None:
            self._settle(standing, rules, decision, at=at)
            self._set("end", standing.protected_until, standing)

    def _follow_person(
        self, standing: Standing, happening: Happening, here: RegistrationFacts, rules: DealRegistrationRules
    ) -> None:
        said = recorded_outcomes(happening)
        outcomes = {family: said[family] for family in here.families if family in said}
        for family, outcome in outcomes.items():
            rivals = (claim for claim in others(here, family) if claim.is_protected and claim.match is Match.SAME)
            if outcome is LineOutcome.APPROVED and any(rivals):
                outcomes[family] = LineOutcome.HELD
        settle(
            self,
            standing,
            outcomes,
            at=happening.at,
            until=compute_protection(happening.at, rules).until,
            closure=recorded_closure(happening) or ClosureCode.REJECTED,
            asks=False,
        )

    def _settle(
        self, standing: Standing, rules: DealRegistrationRules, decision: RegistrationDecision, *, at: datetime
    ) -> None:
        settle(
            self,
            standing,
            {line.family: line.outcome for line in decision.lines},
            at=at,
            until=compute_protection(at, rules).until,
            closure=find_closure(decision, rules),
            asks=decision.needs_information and not standing.is_granted,
        )

    def _set_clocks(self, standing: Standing, rules: DealRegistrationRules, case: _Case) -> None:
        self._waiting.pop(standing.registration_id, None)
        if not standing.is_live:
            return
        if standing.is_granted:
            self._set("end", standing.protected_until, standing)
        if standing.waits_for_answer:
            self._set("answer", compute_answer_due(case.happening.at, rules), standing)
        elif standing.held and rules.provisional_approval:
            self._waiting[standing.registration_id] = case
            self._set("limit", compute_hard_limit(case.happening.at, rules), standing)

    def _set(self, clock: _Clock, at: datetime | None, standing: Standing) -> None:
        if at is not None:
            heappush(self._clocks, (at, next(self._number), clock, standing.registration_id))
