"""Webhooks under way: how fast one worker is, what its death costs, and what a receiver that never answers does to others."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import psutil
import psycopg
import pytest

from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.webhooks.events import WebhookTested
from tests.faults.receivers import counting_receiver, deaf_receiver
from tests.faults.workers import Worker
from tests.figures import keep_figure, scaled
from tests.identity.conftest import World, make_world
from tests.runtime.installations import eventually
from tests.webhooks.making import blow, listen

pytestmark = pytest.mark.long

RATE, DELIVERIES, KILLS, BACKLOG = 100, 5_000, 50, 500
_PATIENCE_SECONDS = 600.0
_WAITING = "select count(*) from procrastinate_jobs where queue_name like 'webhooks%' and status in ('todo', 'doing')"
_STATES = """
    select d.state, count(*) from platform_webhookdelivery d where d.webhook_id = %s group by 1
"""


@dataclass
class Installed:
    """A database of its own with people in it, and where it is."""

    url: str
    world: World

    def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Return what the database answers to the system."""
        with psycopg.connect(self.url, options="-c steelyard.actor_kind=system") as reader:
            return reader.execute(statement, values or None).fetchall()

    def waiting(self) -> int:
        """Return how many deliveries have not come to an end."""
        return int(str(self.ask(_WAITING)[0][0]))

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """Run a worker while the block runs."""
        worker = Worker.start_with(
            {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "steelyard.config.settings",
                "STEELYARD_APP_DATABASE_URL": self.url,
                "DATABASE_URL": self.url,
                "STEELYARD_WEBHOOKS_TO_LOOPBACK": "1",
                "STEELYARD_LOG_LEVEL": "ERROR",
            },
            self.url,
        )
        try:
            yield worker
        finally:
            worker.kill()


@pytest.fixture
def installed(own_database: str) -> Installed:
    return Installed(own_database, make_world(utc_now()))


def happen(times: int) -> None:
    with as_system():
        for _ in range(times):
            blow(utc_now(), kind=WebhookTested)


def hook(owner: Actor, url: str) -> UUID:
    key, _ = listen(owner, url, utc_now(), event_types=[WebhookTested.type])
    return key


def test_one_worker_delivers_a_hundred_a_second(installed: Installed) -> None:
    size = scaled(DELIVERIES)
    with counting_receiver() as receiver:
        hook(installed.world.host_admin, receiver.url)
        happen(size)
        with installed.worker() as worker:
            eventually(lambda: installed.waiting() < size - 20, within=120)
            assert worker.process is not None
            process = psutil.Process(worker.process.pid)
            left, began, used = installed.waiting(), time.monotonic(), sum(process.cpu_times()[:2])
            eventually(lambda: installed.waiting() == 0, within=_PATIENCE_SECONDS)
            rate = left / (time.monotonic() - began)
            milliseconds = (sum(process.cpu_times()[:2]) - used) / left * 1000
        received = receiver.count()
    assert (len(received), set(received.values())) == (size, {1})
    keep_figure(
        "events delivered as webhooks, one worker",
        at_least=f"{RATE} per second",
        measured=f"{rate:.0f} per second, {milliseconds:.1f} ms of processor time each",
        is_met=rate >= RATE,
    )


def test_killed_workers_lose_no_delivery(installed: Installed) -> None:
    size = scaled(DELIVERIES)
    with counting_receiver() as receiver:
        key = hook(installed.world.host_admin, receiver.url)
        kills = scaled(KILLS)
        with installed.worker() as worker:
            for turn in range(kills):
                happen(size // kills)
                worker.has_begun()
                time.sleep(0.2 + turn % 5 / 10)
                worker.kill()
                worker.start()
            eventually(lambda: installed.waiting() == 0, within=_PATIENCE_SECONDS)
        received = receiver.count()
    states = dict(installed.ask(_STATES, key))
    sent, repeated = size // kills * kills, sum(received.values()) - len(received)
    keep_figure(
        f"deliveries lost over {kills} kills of the worker",
        at_least="0",
        measured=f"{sent - len(received)} of {sent:,}; {repeated} came twice, with the same id",
        is_met=len(received) == sent and states == {"delivered": sent},
    )


def test_a_receiver_that_never_answers_holds_up_nobody_else(installed: Installed) -> None:
    size = scaled(BACKLOG)
    with counting_receiver() as receiver, deaf_receiver() as deaf:
        hook(installed.world.hansa.admin, deaf)
        healthy = hook(installed.world.host_admin, receiver.url)
        for _ in range(size):
            with as_system():
                blow(utc_now(), installed.world.hansa.id, kind=WebhookTested)
        with installed.worker() as worker:
            worker.has_begun()
            began = time.monotonic()
            eventually(lambda: len(receiver.count()) == size, within=_PATIENCE_SECONDS)
            seconds = time.monotonic() - began
            assert dict(installed.ask(_STATES, healthy)).keys() <= {"delivered", "waiting"}
    keep_figure(
        f"{size} events for a healthy receiver, beside {size} for one that never answers",
        at_least="60 s",
        measured=f"{seconds:.0f} s, the last of {sum(Counter(receiver.seen).values())}",
        is_met=seconds <= 60,
    )
