"""R3: the worker is killed in the middle of its jobs. Each job's effect is there once, and none waits for long."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from tests.faults.conftest import Running
from tests.faults.load import Load
from tests.faults.workers import Worker
from tests.figures import keep_figure, scaled
from tests.runtime.installations import eventually

pytestmark = pytest.mark.long

KILLS, JOBS = 100, 5_000
_PATIENCE_SECONDS = 600.0
_STALLED_SECONDS = 90.0

_STATE = """
import json
from django.db import connection
from steelyard.platform.db import as_system
from steelyard.platform.reactions import _reactions
from steelyard.platform.models import EventRecord, ReactionMarker
with as_system(), connection.cursor() as cursor:
    cursor.execute("select status::text, count(*) from procrastinate_jobs where queue_name <> 'upkeep' group by 1")
    jobs = dict(cursor.fetchall())
    submitted = EventRecord.objects.filter(type="deals.registration.submitted").count()
    wanted = sum(len(_reactions.get(type_, ())) for type_ in EventRecord.objects.values_list("type", flat=True))
    cursor.execute("select count(*) - count(distinct (person_id, event_id)) from platform_notification")
    (doubled,) = cursor.fetchone()
    cursor.execute("select last_value from procrastinate_jobs_id_seq")
    (made,) = cursor.fetchone()
print(json.dumps({"jobs": jobs, "submitted": submitted, "wanted": wanted, "markers": ReactionMarker.objects.count(),
                  "doubled": doubled, "made": made}))
"""
_IN_HAND = "select id, attempts from procrastinate_jobs where status = 'doing' and queue_name <> 'upkeep'"


@dataclass
class Watch:
    """Looks at the queue all the time and keeps for how long each run of a job was in hand."""

    url: str
    _seen: dict[tuple[Any, ...], tuple[float, float]] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def longest(self) -> float:
        return max((last - first for first, last in self._seen.values()), default=0.0)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look while the block runs."""
        thread = threading.Thread(target=self._look)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _look(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as reader:
            while not self._stop.wait(0.5):
                now = time.monotonic()
                for job in reader.execute(_IN_HAND).fetchall():
                    first, _ = self._seen.get(job, (now, now))
                    self._seen[job] = (first, now)


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(running: Running) -> None:
    before = running.run(_STATE)
    watch = Watch(running.database_url)
    kills = 0
    with watch.watching(), Load(running, threads=1) as load:
        # Beside the one that the supervisor starts again ever later, as it should.
        workers = [Worker.of(running) for _ in range(2)]
        while kills < scaled(KILLS) or running.run(_STATE)["made"] - before["made"] < scaled(JOBS):
            for worker in workers:
                worker.has_begun()
                time.sleep(0.5)
                worker.kill()
                worker.start()
                kills += 1
            if kills % 10 == 0:
                supervised = running.installation.service("worker")
                supervised.kill()
                eventually(lambda one=supervised: running.installation.has_replaced("worker", one))
                kills += 1
        for worker in workers:
            worker.kill()
        load.stop()
        state: dict[str, Any] = {}

        def is_all_done() -> bool:
            state.update(running.run(_STATE))
            return not state["jobs"].get("todo") and not state["jobs"].get("doing")

        eventually(is_all_done, within=_PATIENCE_SECONDS)
    failed = state["jobs"].get("failed", 0)
    lost = state["wanted"] - state["markers"]
    keep_figure(
        f"jobs lost or doubled over {kills} worker kills and {state['made'] - before['made']:,} jobs; stalled job retried",
        at_least=f"0; {_STALLED_SECONDS:.0f} s",
        measured=f"{lost} lost, {state['doubled']} doubled, {failed} failed; the longest in a dead hand {watch.longest:.0f} s",
        is_met=lost == failed == state["doubled"] == 0
        and state["submitted"] - before["submitted"] == len(load.acknowledged)
        and watch.longest <= _STALLED_SECONDS,
    )
