"""Things break while work goes on: nothing that was acknowledged is lost, nothing happens twice, and it mends itself."""

import threading
import time
from typing import Any

import pytest

from tests.faults.conftest import Running
from tests.faults.load import Load, registration
from tests.runtime.installations import eventually

pytestmark = pytest.mark.long

_PATIENCE_SECONDS = 240.0
_RECOVERY_SECONDS = 30.0

_STATE = """
import json
from django.db import connection
from steelyard.platform.db import as_system
from steelyard.platform.reactions import _reactions
from steelyard.platform.models import EventRecord, Notification, ReactionMarker
with as_system(), connection.cursor() as cursor:
    cursor.execute("select status::text, count(*) from procrastinate_jobs where queue_name <> 'upkeep' group by 1")
    jobs = dict(cursor.fetchall())
    submitted = list(EventRecord.objects.filter(type="deals.registration.submitted").values_list("id", flat=True))
    wanted = sum(len(_reactions.get(type_, ())) for type_ in EventRecord.objects.values_list("type", flat=True))
    markers = ReactionMarker.objects.count()
    cursor.execute("select count(*) - count(distinct (person_id, event_id)) from platform_notification")
    (doubled,) = cursor.fetchone()
print(json.dumps({"jobs": jobs, "submitted": len(submitted), "wanted": wanted, "markers": markers, "doubled": doubled}))
"""


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(running: Running) -> None:
    with Load(running, threads=2) as load:
        for _ in range(5):
            time.sleep(3)
            worker = running.installation.service("worker")
            worker.kill()
            eventually(lambda worker=worker: running.installation.has_replaced("worker", worker))
    assert load.acknowledged

    state: dict[str, Any] = {}

    def is_all_done() -> bool:
        state.update(running.run(_STATE))
        return not state["jobs"].get("todo") and not state["jobs"].get("doing")

    eventually(is_all_done, within=_PATIENCE_SECONDS)
    assert state["jobs"].get("failed", 0) == 0
    assert state["submitted"] == len(load.acknowledged)
    assert state["markers"] == state["wanted"]
    assert state["doubled"] == 0


def test_a_database_killed_under_load_loses_nothing_that_was_acknowledged(running: Running) -> None:
    waits = []
    with Load(running) as load:
        for _ in range(3):
            time.sleep(3)
            killed = running.installation.postmaster()
            at = time.monotonic()
            killed.kill()
            eventually(lambda at=at: load.recovered_at > at + 0.2, within=_PATIENCE_SECONDS)
            waits.append(load.recovered_at - at)
    assert set(load.statuses) <= {201, 503}, (load.statuses, running.installation.failures())
    assert load.without_retry_after == 0
    assert max(waits) <= _RECOVERY_SECONDS, waits
    with running.program("acme_seller") as program:
        missing = [one for one in load.acknowledged if program.get(f"/deal-registrations/{one}").status_code != 200]
    assert missing == []


def test_two_partners_over_the_same_connections_never_see_each_other(running: Running) -> None:
    with running.program("acme_seller") as acme, running.program("beta_seller") as beta:
        for program in (acme, beta):
            for _ in range(3):
                assert program.post("/deal-registrations", json=registration()).status_code == 201
        own = {
            who: {item["partner"] for item in program.get("/deal-registrations?page_size=200").json()["items"]}
            for who, program in (("acme_seller", acme), ("beta_seller", beta))
        }
    assert all(len(ids) == 1 for ids in own.values())
    assert own["acme_seller"] != own["beta_seller"]
    seen: list[tuple[str, frozenset[str]]] = []

    def ask(thread: int) -> None:
        programs = {who: running.program(who) for who in own}
        for turn in range(250):
            who = ("acme_seller", "beta_seller")[(thread + turn) % 2]
            answer = programs[who].get("/deal-registrations?page_size=5")
            assert answer.status_code == 200
            seen.append((who, frozenset(item["partner"] for item in answer.json()["items"])))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert len(seen) == 2000
    assert [one for one in seen if one[1] != own[one[0]]] == []


def test_what_is_taken_away_is_gone_at_once(running: Running) -> None:
    with running.program("acme_seller") as seller, running.program("acme_admin") as admin:
        assert seller.get("/me").status_code == 200
        (member,) = [one for one in admin.get("/people").json()["items"] if one["name"] == "Sami Acar"]
        assert admin.post(f"/memberships/{member['id']}/deactivation").status_code == 200
        assert seller.get("/me").status_code == 401
        keys = admin.get("/api-keys").json()
        (key,) = [one for one in keys if running.keys["acme_admin"].startswith(one["hint"])]
        assert admin.post(f"/api-keys/{key['id']}/revocation").status_code == 200
        at = time.monotonic()
        assert admin.get("/me").status_code == 401
        assert time.monotonic() - at <= 1
