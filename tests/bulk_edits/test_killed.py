"""A worker killed in the middle of a bulk edit: the next one goes on behind the last stretch, nothing is done twice."""

import os
import signal
import subprocess
import sys
import time
from uuid import UUID

import pytest
from django.conf import settings
from django.db.models import Count
from django.http import QueryDict

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind, Role
from steelyard.kernel.ids import new_id
from steelyard.partners.models import Partner
from steelyard.platform.bulk_edits import commands, queries
from steelyard.platform.bulk_edits.terms import EditState
from steelyard.platform.bulk_edits.working import work_on
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from steelyard.program.public import set_up_program
from tests.partners.making import make_partner

MANAGER = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.CHANNEL_MANAGER}), name="Mara Lind")
WORK = """
import sys
from uuid import UUID
from steelyard.platform.runtime.application import start_application
start_application()
from steelyard.platform.bulk_edits import working
from steelyard.platform.clock import utc_now
working.STRETCH = 10
working.work_on(UUID(sys.argv[1]), utc_now)
"""
PARTNERS = 150


def line_of(key: UUID) -> queries.BulkEditLine:
    with acting_as(MANAGER):
        return queries.get_edit(MANAGER, key)


@pytest.mark.slow
def test_a_killed_worker_leaves_whole_stretches_and_the_next_goes_on(own_database: str) -> None:
    with acting_as(SYSTEM):
        set_up_program(now=utc_now())
        for number in range(PARTNERS):
            make_partner(utc_now(), f"Quarrystone {number} GmbH")
    with acting_as(MANAGER):
        key = commands.prepare_edit(
            actor=MANAGER, list_name="partners", change="region", value="NA", asked=QueryDict(""), now=utc_now()
        )
    work_on(key, utc_now)
    with acting_as(MANAGER):
        commands.start_edit(actor=MANAGER, edit_id=key, expected=PARTNERS, now=utc_now())
    position = 0
    for _kill in range(3):
        worker = _worker_at(key, own_database)
        until = time.monotonic() + 120
        while line_of(key).position <= position and worker.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)
        worker.wait(20)
        position = line_of(key).position
        with acting_as(SYSTEM):
            assert Partner.objects.filter(region="NA").count() == position, "a stretch counts what it did"
        if line_of(key).state is EditState.DONE:
            break
    work_on(key, utc_now)
    done = line_of(key)
    assert (done.state, dict(done.outcomes)) == (EditState.DONE, {"changed": PARTNERS})
    with acting_as(SYSTEM):
        assert Partner.objects.filter(region="NA").count() == PARTNERS
        changed = EventRecord.objects.filter(type="partners.partner.changed")
        assert changed.count() == PARTNERS
        assert not changed.values("subject_id").annotate(times=Count("id")).filter(times__gt=1).exists()


def _worker_at(key: UUID, database: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "steelyard.config.settings",
        "STEELYARD_APP_DATABASE_URL": database,
        "DATABASE_URL": database,
        "STEELYARD_HOME": str(settings.HOME),
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    }
    return subprocess.Popen([sys.executable, "-c", WORK, str(key)], env=environment)
