"""Past registrations under a draft: the same policy, a world of its own, and an honest account of how near it is to the record."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from steelyard.deals import commands, jobs
from steelyard.deals.policies import judge
from steelyard.deals.program import RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.simulation.replaying import replay
from steelyard.deals.terms import LineOutcome
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.money import Money
from steelyard.kernel.periods import Period
from steelyard.platform.db import acting_as
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.commands.simulations import cancel_simulation, request_simulation, run_simulation
from steelyard.program.models import SimulatedChange, Simulation
from steelyard.program.public import SimulatedDecision, define_region
from steelyard.program.queries.drafted import DraftedRules
from steelyard.program.refusals import NothingToSimulate, SimulationIsOver, SimulationUnderWay, WindowImpossible
from steelyard.program.terms import RegionCard, SimulationState
from tests.deals.making import QUOTE, submit
from tests.deals.test_stateful import Life
from tests.partners.making import Ecosystem

SINCE_DAYS = 1


def simulate(now: datetime, until: datetime, *, region: str | None = None, **changed: Any) -> list[SimulatedDecision]:
    """Return every decision of the time under a draft that differs in these settings."""
    base = {} if region else DealRegistrationRules().dump()
    plain = DealRegistrationRules(**changed).dump()
    rules = DraftedRules(RULEBOOK, region, {**base, **{name: plain[name] for name in changed}})
    return list(replay(Period(now - timedelta(days=SINCE_DAYS), until), rules))


def changes(decided: list[SimulatedDecision]) -> dict[UUID, tuple[str, str, str]]:
    return {one.subject_id: (one.before.outcome, one.after.outcome, one.direction) for one in decided if one.direction}


def test_a_shorter_protection_frees_the_scope_earlier(world: Ecosystem, now: datetime) -> None:
    later = now + timedelta(days=70)
    submit(world.acme_seller, now)
    refused = submit(world.beta_seller, later)
    decided = simulate(now, later + timedelta(days=1), window_days=60)
    assert changes(decided) == {refused.id: ("rejected", "approved", "better")}
    assert [one.departure for one in decided] == ["", ""]
    assert [(one.before.days, one.after.days) for one in decided] == [(90, 60), (0, 60)]


def test_the_same_rules_change_nothing(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    submit(world.beta_seller, now + timedelta(days=1))
    decided = simulate(now, now + timedelta(days=9), window_days=90)
    assert (len(decided), changes(decided)) == (2, {})


def test_what_the_draft_refuses_holds_nothing(world: Ecosystem, now: datetime) -> None:
    small = Money(Decimal(900), "EUR")
    first = submit(world.acme_seller, now, value=small)
    second = submit(world.beta_seller, now + timedelta(days=1))
    assert changes(simulate(now, now + timedelta(days=9), minimum_value=Decimal(1000))) == {
        first.id: ("approved", "rejected", "worse"),
        second.id: ("rejected", "approved", "better"),
    }


def test_a_longer_protection_outlives_the_recorded_expiry(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    jobs.keep_time(now + timedelta(days=91))
    second = submit(world.beta_seller, now + timedelta(days=100))
    until = now + timedelta(days=101)
    assert changes(simulate(now, until, window_days=120)) == {second.id: ("approved", "rejected", "worse")}
    assert not changes(simulate(now, until, window_days=95))


def test_a_claim_that_was_withdrawn_ends_when_it_did(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now)
    with acting_as(world.acme_seller):
        at = now + timedelta(days=5)
        commands.withdraw_registration(actor=world.acme_seller, registration_id=first.id, reason="Gone", now=at)
    submit(world.beta_seller, now + timedelta(days=6))
    assert not changes(simulate(now, now + timedelta(days=9), window_days=700))


def test_what_only_the_draft_holds_is_approved_at_its_hard_limit(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now)
    at_once = submit(world.beta_seller, now + timedelta(hours=3))
    later = submit(world.beta_seller, now + timedelta(days=7))
    found = changes(simulate(now, now + timedelta(days=9), review_from_value=Decimal(10_000)))
    assert found[first.id] == ("approved", "held", "worse")
    assert found[at_once.id] == ("rejected", "held", "better")
    assert later.id not in found


def test_what_a_person_decided_is_decided_the_same(world: Ecosystem, now: datetime) -> None:
    large = Money(Decimal(2_000_000), "EUR")
    first = submit(world.acme_seller, now, value=large, evidence=(QUOTE,))
    with acting_as(world.manager):
        commands.decide_registration_by_hand(
            actor=world.manager,
            registration_id=first.id,
            outcomes=LineOutcome.APPROVED,
            now=now + timedelta(hours=4),
        )
    second = submit(world.beta_seller, now + timedelta(days=70))
    found = simulate(now, now + timedelta(days=71), window_days=60)
    assert changes(found) == {second.id: ("rejected", "approved", "better")}
    assert not changes(simulate(now, now + timedelta(days=71), window_days=100))


def test_capacity_counts_the_simulated_world(world: Ecosystem, now: datetime) -> None:
    for place, name in enumerate(("Albatros", "Bernstein", "Cobalt")):
        submit(world.acme_seller, now + timedelta(hours=place), name)
    assert [change[1] for change in changes(simulate(now, now + timedelta(days=1), capacity=1)).values()] == [
        "rejected",
        "rejected",
    ]


def test_submissions_of_one_instant_keep_their_order(world: Ecosystem, now: datetime) -> None:
    first, second = submit(world.acme_seller, now), submit(world.beta_seller, now)
    decided = simulate(now, now + timedelta(days=1), window_days=60)
    assert [one.subject_id for one in decided] == [first.id, second.id]
    assert [(one.before.outcome, one.departure) for one in decided] == [("approved", ""), ("rejected", "")]


def test_a_regional_draft_decides_its_region_only(world: Ecosystem, now: datetime) -> None:
    define_region(actor=SYSTEM, region=RegionCard(key="NORDICS", name="Nordics", countries=("SE",)), now=now)
    small = Money(Decimal(900), "EUR")
    here = submit(world.acme_seller, now, "Albatros", value=small, region="DACH")
    submit(world.acme_seller, now, "Bernstein", value=small, region="NORDICS")
    decided = simulate(now, now + timedelta(days=1), region="DACH", minimum_value=Decimal(1000))
    assert changes(decided) == {here.id: ("approved", "rejected", "worse")}
    assert {one.region: one.is_knock_on for one in decided} == {"DACH": False, "NORDICS": True}


def test_registrations_before_the_window_stand_as_they_stood(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now - timedelta(days=30), value=Money(Decimal(900), "EUR"))
    refused = submit(world.beta_seller, now, value=Money(Decimal(900), "EUR"))
    decided = simulate(now, now + timedelta(days=1), minimum_value=Decimal(1000))
    assert [one.subject_id for one in decided] == [refused.id]
    assert not changes(decided)
    assert [reason.code for reason in decided[0].before.reasons] == ["already_protected"]
    assert [reason.code for reason in decided[0].after.reasons] == ["value_too_small"]


# --- Any life ---------------------------------------------------------------------------------------------------------


class SimulatedLife(Life):
    """After every step the record is lived again: it comes out as recorded, and the same rules change nothing."""

    def teardown(self) -> None:
        if self.seen:
            self._compare()
        super().teardown()

    def _compare(self) -> None:
        until = self.now + timedelta(minutes=1)
        same = simulate(self.start, until, window_days=90)
        assert {one.subject_id for one in same} == set(self.seen)
        assert not changes(same)
        assert not [one.departure for one in same if one.departure]
        for changed in ({"window_days": 10}, {"review_from_value": Decimal(500)}, {"max_extensions": 0}):
            for one in simulate(self.start, until, **changed):
                assert one.departure == ""
                assert (one.direction is None) == (one.before.outcome == one.after.outcome), one


@pytest.mark.slow
def test_any_life_lived_again_is_as_recorded(world: Ecosystem, now: datetime) -> None:
    SimulatedLife.world, SimulatedLife.start = world, now
    some = settings(
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(SimulatedLife, settings=some)


# --- Kept with the draft ----------------------------------------------------------------------------------------------


@pytest.fixture
def draft(world: Ecosystem, now: datetime) -> UUID:
    """A draft with a protection of 60 days, above two registrations that meet after 70."""
    submit(world.acme_seller, now - timedelta(days=80))
    submit(world.beta_seller, now - timedelta(days=10))
    with acting_as(world.admin):
        draft_id = draft_rules(actor=world.admin, key=RULEBOOK, now=now)
        settings_ = DealRegistrationRules().dump() | {"window_days": 60}
        revise_draft(actor=world.admin, draft_id=draft_id, rules=settings_, now=now)
    return draft_id


def ask(world: Ecosystem, draft: UUID, now: datetime) -> Simulation:
    with acting_as(world.admin):
        asked = request_simulation(
            actor=world.admin, draft_id=draft, since=now - timedelta(days=90), until=now, now=now
        )
    return Simulation.objects.get(id=asked)


def test_a_simulation_is_kept_with_its_draft_and_comes_out_the_same_again(
    world: Ecosystem, draft: UUID, now: datetime
) -> None:
    found = []
    for _ in range(2):
        asked = ask(world, draft, now)
        run_simulation(simulation_id=asked.id, clock=lambda: now)
        asked.refresh_from_db()
        found.append(asked)
    assert [one.state for one in found] == [SimulationState.DONE] * 2
    assert found[0].digest == found[1].digest != ""
    assert [one.done for one in found] == [2, 2]
    assert found[0].summary["changed"] == 1
    change = SimulatedChange.objects.get(simulation=found[0])
    assert (change.before, change.after, change.direction, change.rule) == ("rejected", "approved", "better", "DR-3a")
    assert change.label == "Nordlicht Werke GmbH"


def test_one_simulation_of_a_draft_at_a_time_and_it_can_be_cancelled(
    world: Ecosystem, draft: UUID, now: datetime
) -> None:
    asked = ask(world, draft, now)
    with pytest.raises(SimulationUnderWay):
        ask(world, draft, now)
    with acting_as(world.admin):
        cancel_simulation(actor=world.admin, simulation_id=asked.id, now=now)
        with pytest.raises(SimulationIsOver):
            cancel_simulation(actor=world.admin, simulation_id=asked.id, now=now)
    run_simulation(simulation_id=asked.id, clock=lambda: now)
    asked.refresh_from_db()
    assert (asked.state, asked.done) == (SimulationState.CANCELLED, 0)


def test_a_run_that_was_killed_begins_anew(world: Ecosystem, draft: UUID, now: datetime) -> None:
    asked = ask(world, draft, now)
    run_simulation(simulation_id=asked.id, clock=lambda: now)
    Simulation.objects.filter(id=asked.id).update(state=SimulationState.RUNNING, done=1)
    run_simulation(simulation_id=asked.id, clock=lambda: now)
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.changes.count()) == (SimulationState.DONE, 2, 1)


def test_a_time_without_decisions_or_in_the_future_is_refused(world: Ecosystem, draft: UUID, now: datetime) -> None:
    with acting_as(world.admin):
        said = {"actor": world.admin, "draft_id": draft, "now": now}
        with pytest.raises(NothingToSimulate):
            request_simulation(since=now - timedelta(days=900), until=now - timedelta(days=800), **said)
        with pytest.raises(WindowImpossible):
            request_simulation(since=now - timedelta(days=9), until=now + timedelta(days=1), **said)


def test_a_partner_sees_nothing_of_a_simulation(world: Ecosystem, draft: UUID, now: datetime) -> None:
    asked = ask(world, draft, now)
    run_simulation(simulation_id=asked.id, clock=lambda: now)
    for actor in (world.acme_seller, world.acme_admin):
        with acting_as(actor):
            assert not Simulation.objects.exists()
            assert not SimulatedChange.objects.exists()


def test_every_changed_decision_differs_under_the_very_policy(world: Ecosystem, now: datetime) -> None:
    """What is called changed is what `judge` answers differently; nothing else decides."""
    submit(world.acme_seller, now, value=Money(Decimal(900), "EUR"))
    submit(world.acme_seller, now, "Albatros")
    for one in simulate(now, now + timedelta(days=1), minimum_value=Decimal(1000)):
        differs = one.before.outcome != one.after.outcome
        assert differs == (one.direction is not None)
    assert judge.__module__ == "steelyard.deals.policies.registration"
