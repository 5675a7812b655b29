"""A registration's life in any order that two partners, the host and time can give it, on the real database."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from steelyard.deals import commands, jobs
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.terms import LIVE_STATES, NEXT_STATES, LineOutcome, LineState, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import Refusal
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from tests.deals.making import LETTER, QUOTE, submit
from tests.partners.making import Ecosystem

places = st.integers(0, 30)


class Life(RuleBasedStateMachine):
    """Registrations of one product at one company; every step may be refused, none may break what must hold."""

    world: Ecosystem
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        self.now = self.start
        self.seen: dict[Any, RegistrationState] = {}
        self._savepoint = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self._savepoint)

    def do(self, actor: Actor, place: int, command: Any, **said: Any) -> None:
        """Let the actor do something with one of the registrations; a refusal is an answer too."""
        ids = sorted(self.seen)
        if not ids:
            return
        self.now += timedelta(minutes=1)
        try:
            with acting_as(actor):
                command(actor=actor, registration_id=ids[place % len(ids)], now=self.now, **said)
        except Refusal:
            pass

    def owner(self, place: int) -> Actor:
        ids = sorted(self.seen)
        if not ids:
            return self.world.acme_seller
        partner = DealRegistration.objects.get(id=ids[place % len(ids)]).partner_id
        return self.world.acme_seller if partner == self.world.acme else self.world.beta_seller

    @rule(
        first=st.booleans(),
        value=st.sampled_from([1000, 250_000, 2_000_000]),
        evidence=st.sampled_from([(), (QUOTE,), (QUOTE, LETTER)]),
        division=st.sampled_from(["", "Rail"]),
    )
    def register(self, first: bool, value: int, evidence: Any, division: str) -> None:
        self.now += timedelta(minutes=1)
        actor = self.world.acme_seller if first else self.world.beta_seller
        value_ = Money(Decimal(value), "EUR")
        close_on = self.now.date() + timedelta(days=60)
        answer = submit(actor, self.now, value=value_, evidence=evidence, division=division, close_on=close_on)
        self.seen[answer.id] = answer.state

    @rule(
        place=places,
        outcome=st.sampled_from([LineOutcome.APPROVED, LineOutcome.TEAMING, LineOutcome.REJECTED, LineOutcome.HELD]),
        supersede=st.booleans(),
    )
    def decide(self, place: int, outcome: LineOutcome, supersede: bool) -> None:
        said = {"outcomes": outcome, "reason": "Because", "supersede": supersede}
        self.do(self.world.manager, place, commands.decide_registration_by_hand, **said)

    @rule(place=places)
    def ask(self, place: int) -> None:
        self.do(self.world.manager, place, commands.request_information, question="Who signs?")

    @rule(place=places, evidence=st.sampled_from([(), (QUOTE,)]))
    def answer(self, place: int, evidence: Any) -> None:
        self.do(self.owner(place), place, commands.give_information, answer="The CFO", evidence=evidence)

    @rule(place=places, evidence=st.sampled_from([(), (QUOTE,)]))
    def extend(self, place: int, evidence: Any) -> None:
        self.do(self.owner(place), place, commands.request_extension, reason="Goes on", evidence=evidence)

    @rule(place=places, name=st.sampled_from(["withdraw_registration", "appeal_registration"]))
    def give_up_or_appeal(self, place: int, name: str) -> None:
        self.do(self.owner(place), place, getattr(commands, name), reason="Because")

    @rule(place=places)
    def convert(self, place: int) -> None:
        self.do(self.owner(place), place, commands.convert_registration)

    @rule(place=places)
    def cancel(self, place: int) -> None:
        self.do(self.world.manager, place, commands.cancel_registration, reason="Because")

    @rule(days=st.sampled_from([1, 3, 15, 40, 100]))
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        jobs.keep_time(self.now)

    @invariant()
    def holds(self) -> None:
        for row in DealRegistration.objects.filter(id__in=self.seen):
            before, after = self.seen[row.id], RegistrationState(row.state)
            assert after is before or _reachable(before, after), (before, after)
            self.seen[row.id] = after
            lines = RegistrationLine.objects.filter(registration=row).values_list("state", flat=True)
            alive = {LineState.HELD, LineState.PROTECTED, LineState.TEAMING} & set(lines)
            assert bool(alive) == (after in LIVE_STATES), (after, set(lines))
            assert row.due_at is None or LineState.HELD in lines
        protected = RegistrationLine.objects.filter(state=LineState.PROTECTED)
        now = [line for line in protected if line.protected_during.lower <= self.now < line.protected_during.upper]
        divisions = [line.registration.division for line in now]
        assert len(divisions) <= 1 or (len(divisions) == len(set(divisions)) and "" not in divisions), divisions
        told = EventRecord.objects.filter(type__startswith="deals.registration.", subject_id__in=self.seen)
        assert set(told.values_list("subject_id", flat=True)) == set(self.seen)


def _reachable(before: RegistrationState, after: RegistrationState) -> bool:
    """One step of the test may be several of the machine: time passes over many deadlines."""
    reached, edge = set(), {before}
    while edge - reached:
        reached |= edge
        edge = {state for one in edge for state in NEXT_STATES[one]}
    return after in reached


@pytest.mark.slow
def test_any_life_keeps_what_must_hold(world: Ecosystem, now: datetime) -> None:
    Life.world, Life.start = world, now
    some = settings(
        max_examples=8,
        stateful_step_count=12,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a step is a transaction: shrinking would take minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=some)
