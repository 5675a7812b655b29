"""Runs of automations where workers die and jobs come twice: in any order each step happens exactly once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands
from steelyard.partners.automation.jobs import carry_out_run
from steelyard.partners.automation.terms import AutomationStepState, RunState
from steelyard.partners.models import AutomationRun, AutomationStep, PartnerTask
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.events import get_happened
from steelyard.platform.models import EventRecord
from tests.jobs import run_jobs
from tests.partners.automating import SUSPENDED, adopt, automation, step
from tests.partners.making import Ecosystem, make_ecosystem
from tests.runtime.installations import eventually

_WORKER = """
import sys, django
django.setup()
from steelyard.partners.automation.jobs import carry_out_run
carry_out_run.func(sys.argv[1])
"""
STEPS = [step("call_webhook", target="crm"), step(), step("call_webhook", target="erp")]


@pytest.fixture
def begun(own_database: str) -> Iterator[tuple[str, Ecosystem, UUID]]:
    """Return a run with three steps that nobody has begun to carry out, committed in a database of its own."""
    now = utc_now()
    with as_system():
        world = make_ecosystem(now)
        adopt(now, automation(when='event_after == "suspended"'), steps=STEPS)
        commands.set_status(actor=SYSTEM, partner_id=world.acme, status=PartnerStatus.SUSPENDED, reason="x", now=now)
        happened = get_happened(EventRecord.objects.get(type=SUSPENDED, subject_id=world.acme).id)
        [(run_id, _due)] = commands.begin_runs(happened=happened, now=now)
    yield own_database, world, run_id
    connection.close()


def called() -> list[str]:
    """Return the words with which other programs were called."""
    rows = EventRecord.objects.filter(type="partners.automation.called").order_by("sequence")
    return list(rows.values_list("payload__word", flat=True))


def test_a_worker_killed_between_two_actions_loses_and_doubles_nothing(begun: tuple[str, Ecosystem, UUID]) -> None:
    url, world, run_id = begun

    def first_is_done() -> bool:
        with as_system():
            return AutomationStep.objects.filter(run=run_id, place=0, state=AutomationStepState.DONE).exists()

    with psycopg.connect(url) as holder:
        # The second action waits for the partner, which is held here: the worker dies after the first and before the second.
        holder.execute("select set_config('steelyard.actor_kind', 'system', true)")
        holder.execute("select from partners_partner where id = %s for update", [world.acme])
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "steelyard.config.settings"}
        environment["STEELYARD_APP_DATABASE_URL"] = url
        worker = subprocess.Popen([sys.executable, "-c", _WORKER, str(run_id)], env=environment)
        try:
            eventually(first_is_done, within=60)
        finally:
            worker.kill()
            worker.wait()
    with as_system():
        assert (called(), PartnerTask.objects.count()) == (["crm"], 0)
        assert AutomationRun.objects.get(id=run_id).state == RunState.WAITING
    carry_out_run.func(str(run_id))
    carry_out_run.func(str(run_id))
    with as_system():
        assert (called(), PartnerTask.objects.count()) == (["crm", "erp"], 1)
        assert AutomationRun.objects.get(id=run_id).state == RunState.DONE


class _Killed(BaseException):
    """The worker is no more: nothing of its transaction stays."""


class RunMachine(RuleBasedStateMachine):
    """Events come, workers take a step, die in the middle of one, or come late: whatever happens, each step is done once."""

    world: Ecosystem
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = self.start
        self.events = 0
        self.is_suspended = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @rule()
    def move(self) -> None:
        """Suspend the partner, or let it be active again; the automation listens to the first alone."""
        after = PartnerStatus.ACTIVE if self.is_suspended else PartnerStatus.SUSPENDED
        commands.set_status(actor=SYSTEM, partner_id=self.world.acme, status=after, reason="x", now=self.now)
        self.is_suspended = not self.is_suspended
        moved = EventRecord.objects.filter(type=SUSPENDED, subject_id=self.world.acme).order_by("-sequence")[0]
        commands.begin_runs(happened=get_happened(moved.id), now=self.now)
        self.events += 1

    @rule(place=st.integers(0, 20))
    def take_a_step(self, place: int) -> None:
        """Let a worker take the next step of some run."""
        if run := self._run(place):
            commands.carry_out_step(run_id=run.id, now=self.now)

    @rule(place=st.integers(0, 20))
    def die_in_a_step(self, place: int) -> None:
        """Let a worker die before its step is committed."""
        run = self._run(place)
        if run is None:
            return
        try:
            with transaction.atomic():
                commands.carry_out_step(run_id=run.id, now=self.now)
                raise _Killed
        except _Killed:
            pass

    @rule(days=st.integers(1, 5))
    def wait(self, days: int) -> None:
        """Let days pass."""
        self.now += timedelta(days=days)

    @invariant()
    def each_event_has_one_run(self) -> None:
        assert AutomationRun.objects.count() == self.events

    @invariant()
    def what_is_noted_as_done_is_what_happened(self) -> None:
        done = AutomationStep.objects.filter(state=AutomationStepState.DONE, action="call_webhook").count()
        assert len(called()) == done
        opened = AutomationStep.objects.filter(state=AutomationStepState.DONE, action="open_task").count()
        assert PartnerTask.objects.count() == opened

    @invariant()
    def steps_are_done_in_their_order_and_runs_end_after_the_last(self) -> None:
        for run in AutomationRun.objects.prefetch_related("steps"):
            states = [
                one.state != AutomationStepState.WAITING for one in sorted(run.steps.all(), key=lambda one: one.place)
            ]
            assert states == sorted(states, reverse=True)
            if run.state == RunState.DONE:
                assert all(states)
            elif run.state != RunState.WAITING:
                assert not any(states)

    def _run(self, place: int) -> AutomationRun | None:
        runs = list(AutomationRun.objects.filter(state=RunState.WAITING).order_by("id"))
        return runs[place % len(runs)] if runs else None


def test_runs_do_each_thing_once_in_any_order(ecosystem: Ecosystem) -> None:
    now = utc_now()
    run_jobs()
    adopt(now, automation(when='event_after == "suspended"', delay_days=2), steps=STEPS)

    class Machine(RunMachine):
        world, start = ecosystem, now

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=15, stateful_step_count=15, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
