"""A worker killed in the middle: the next one goes on behind the last batch, nothing is doubled, nothing is missing."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Count

from steelyard.companies.commands import change_company
from steelyard.companies.models import Company
from steelyard.kernel.actors import Actor, ActorKind, Role
from steelyard.kernel.ids import new_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.imports import commands, queries
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.terms import ImportState
from steelyard.platform.imports.working import work_on
from steelyard.platform.models import EventRecord

STEWARD = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.PROGRAM_ADMIN}), name="Sam Steward")
WORK = """
import sys
from uuid import UUID
from steelyard.platform.runtime.application import start_application
start_application()
from steelyard.platform.clock import utc_now
from steelyard.platform.imports import running
from steelyard.platform.imports.working import work_on
running.BATCH = 50
work_on(UUID(sys.argv[1]), utc_now)
"""


def ready(rows: int) -> UUID:
    """Upload and check a file about so many companies, and let it be started."""
    lines = ["name,domain,country", *(f"Quarrystone {n} Hydraulics,q{n}.example.de,DE" for n in range(rows))]
    file = SimpleUploadedFile("accounts.csv", "\n".join(lines).encode())
    with acting_as(STEWARD):
        key = commands.upload_import(actor=STEWARD, kind="companies", uploaded=file, now=utc_now())
        commands.check_import(actor=STEWARD, import_id=key, now=utc_now())
    work_on(key, utc_now)
    with acting_as(STEWARD):
        commands.start_import(actor=STEWARD, import_id=key, now=utc_now())
    return key


def line_of(key: UUID) -> queries.ImportLine:
    with acting_as(STEWARD):
        return queries.get_import(STEWARD, key)


def worker_at(key: UUID, database: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "steelyard.config.settings",
        "STEELYARD_APP_DATABASE_URL": database,
        "DATABASE_URL": database,
        "STEELYARD_HOME": str(settings.HOME),
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    }
    return subprocess.Popen([sys.executable, "-c", WORK, str(key)], env=environment)


@pytest.mark.slow
def test_a_killed_worker_leaves_whole_batches_and_the_next_goes_on(own_database: str) -> None:
    key, kills, position = ready(1200), 0, 0
    while kills < 3:
        worker = worker_at(key, own_database)
        until = time.monotonic() + 120
        while (now_at := line_of(key).position) <= position and time.monotonic() < until and worker.poll() is None:
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
        worker.wait(20)
        position, kills = line_of(key).position, kills + 1
        assert now_at
        with acting_as(STEWARD):
            assert Company.objects.count() == position, "a batch counts what it did"
        if line_of(key).state is not ImportState.RUNNING:
            break
    work_on(key, utc_now)
    done = line_of(key)
    assert (done.state, done.position, dict(done.outcomes)) == (ImportState.DONE, 1200, {"created": 1200})
    with acting_as(STEWARD):
        assert Company.objects.values("name").distinct().count() == Company.objects.count() == 1200
        created = EventRecord.objects.filter(type="companies.company.created")
        assert created.count() == 1200
        assert not created.values("subject_id").annotate(times=Count("id")).filter(times__gt=1).exists()


def test_two_workers_at_one_import_do_it_once(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.platform.imports.running.BATCH", 20)
    key = ready(100)
    _at_once(lambda: work_on(key, utc_now), lambda: work_on(key, utc_now))
    work_on(key, utc_now)
    assert dict(line_of(key).outcomes) == {"created": 100}
    with acting_as(STEWARD):
        assert Company.objects.count() == 100


def test_the_same_file_twice_at_once_does_not_double(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.platform.imports.running.BATCH", 20)
    first, second = ready(100), ready(100)
    _at_once(lambda: work_on(first, utc_now), lambda: work_on(second, utc_now))
    with acting_as(STEWARD):
        assert Company.objects.count() == 100
    created = [line_of(key).outcomes.get("created", 0) for key in (first, second)]
    assert sum(created) == 100


def test_an_import_and_a_rename_at_once_lose_nothing(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.platform.imports.running.BATCH", 10)
    first = ready(60)
    work_on(first, utc_now)
    with acting_as(STEWARD):
        ids = list(Company.objects.values_list("id", flat=True))
        Company.objects.update(country="")
    again = ready(60)

    def rename() -> None:
        for place, company_id in enumerate(ids):
            with acting_as(STEWARD):
                name = f"Renamed {place} Works"
                change_company(company_id=company_id, changes={"name": name}, actor=STEWARD, now=utc_now())

    _at_once(rename, lambda: work_on(again, utc_now))
    with acting_as(STEWARD):
        assert Company.objects.filter(name__startswith="Renamed").count() == 60
        # Renamed companies stay known by their former names and domains: none came twice.
        assert Company.objects.count() == 60
    assert line_of(again).state is ImportState.DONE


def test_a_pause_stops_between_batches_and_a_stop_is_for_good(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("steelyard.platform.imports.running.BATCH", 20)
    key = ready(100)
    with acting_as(STEWARD):
        commands.pause_import(actor=STEWARD, import_id=key)
    work_on(key, utc_now)
    assert line_of(key).position == 0
    with acting_as(STEWARD):
        commands.resume_import(actor=STEWARD, import_id=key)
    work_on(key, utc_now)
    assert line_of(key).state is ImportState.DONE
    with acting_as(STEWARD):
        commands.undo_import(actor=STEWARD, import_id=key, now=utc_now() + timedelta(minutes=1))
    work_on(key, utc_now)
    with acting_as(STEWARD):
        assert not Company.objects.exists()
        assert Import.objects.get(id=key).state == ImportState.UNDONE


def _at_once(*work: object) -> None:
    """Do everything at the same time, each on a connection of its own; a failure of one fails the test."""
    failures: list[BaseException] = []

    def run(one: object) -> None:
        try:
            one()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - told in the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failures, failures
