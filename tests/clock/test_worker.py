"""The job queue after the clock was set back: periodic jobs are planned again, and killed workers are found out."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from steelyard.platform.runtime import timekeeping, worker

pytestmark = pytest.mark.django_db

TEN_YEARS_ON = 2_110_000_000
_DEFER = "select procrastinate_defer_periodic_job_v2('upkeep', null, null, 'steelyard.tests.look', 0, 'look', %s, '{}')"


@pytest.fixture(autouse=True)
def _kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "close", lambda: None)


def defer(*, at: int) -> int | None:
    """Plan a periodic job for an instant, and return its number; None where it is planned already."""
    with connection.cursor() as cursor:
        cursor.execute(_DEFER, [at])
        found: int | None = cursor.fetchone()[0]
    return found


def test_what_was_planned_for_later_than_now_is_planned_again(system: None) -> None:
    assert defer(at=TEN_YEARS_ON) is not None
    assert defer(at=TEN_YEARS_ON) is None  # nothing is planned twice
    timekeeping.forget_the_future()
    assert defer(at=TEN_YEARS_ON) is not None


def test_a_worker_that_was_seen_later_than_now_is_found_out(system: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() + interval '1 hour'), (now() - interval '9 s')"
        )
        timekeeping.forget_the_future()
        cursor.execute("select last_heartbeat <= clock_timestamp() from procrastinate_workers")
        assert cursor.fetchall() == [(True,), (True,)]
        cursor.execute("select count(*) from procrastinate_workers where last_heartbeat < now() - interval '5 s'")
        assert cursor.fetchone() == (1,)


def test_the_worker_notices_that_the_clock_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([1000.0, 1005.0, 1004.0, 1009.0, 20_000.0, 16_405.0])  # corrected a little, set ahead, then back
    monkeypatch.setattr(timekeeping, "time", SimpleNamespace(time=lambda: next(said), monotonic=lambda: 0.0))
    monkeypatch.setattr(timekeeping, "_LOOK_EVERY_SECONDS", 0.0)
    asyncio.run(timekeeping.until_clock_is_set_back())
    assert next(said, None) is None


def test_the_queues_begin_again_until_they_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []

    async def queues(_concurrency: int) -> None:
        began.append("queues")
        if len(began) < 4:  # the third time they are told to stop
            await asyncio.sleep(60)

    async def set_back() -> None:
        began.append("watch")
        await asyncio.sleep(0.01 if len(began) < 4 else 60)

    monkeypatch.setattr(worker, "_run_queues", queues)
    monkeypatch.setattr(worker, "until_clock_is_set_back", set_back)
    monkeypatch.setattr(worker, "forget_the_future", lambda: began.append("forget"))

    async def work() -> Any:
        return [await worker._work_until_clock_is_set_back(2) for _ in range(2)]

    assert asyncio.run(work()) == [True, False]
    assert began.count("forget") == 2
