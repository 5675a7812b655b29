"""Facts when things go wrong: readers killed halfway, two at once, transactions that end late."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from steelyard.pipeline.facts import OPPORTUNITIES
from steelyard.platform.analytics.engine import find_snapshot
from steelyard.platform.analytics.refreshing import refresh_fact, refresh_facts
from steelyard.platform.analytics.store import Store
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import database
from tests.partners.making import make_ecosystem
from tests.pipeline.making import make_opportunity

MOMENTS = (
    "refreshing._copy_rows",  # before anything is read
    "refreshing._merge",  # the rows are here, no file is written
    "refreshing._write_part",  # on the way to the second month
    "store.Store.replace_state",  # every file is written, the note names none of them
    "store.Store.sweep",  # the note names them, what it named before still lies there
)

_PROCESS = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from steelyard.platform.analytics import refreshing, store
from steelyard.platform.clock import utc_now

name, settings.ANALYTICS_PATH, moment, times = sys.argv[1:]
connection.settings_dict["NAME"] = name
if moment:
    *path, last = moment.split(".")
    holder = {"refreshing": refreshing, "store": store}[path[0]]
    holder = getattr(holder, path[1]) if len(path) > 1 else holder
    whole, calls = getattr(holder, last), []

    def killed(*args, **said):
        if "opportunities" in repr(args[:2]):
            calls.append(last)
        if len(calls) > (last == "_write_part"):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*args, **said)

    setattr(holder, last, killed)
for _ in range(int(times)):
    refreshing.refresh_facts(utc_now())
"""


@contextmanager
def reading(folder: Path, *, killed_at: str = "", times: int = 1) -> "Iterator[subprocess.Popen[bytes]]":
    """Read what changed in a process of its own, which is killed at that moment."""
    sources = os.pathsep.join([str(database.ROOT / "src"), str(database.ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-c", _PROCESS, connection.settings_dict["NAME"], str(folder), killed_at, str(times)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": sources},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def amounts() -> list[Decimal]:
    """Return the amounts of all opportunities, as the kept facts have them."""
    snapshot = find_snapshot(["opportunities"])
    assert snapshot is not None
    rows: list[tuple[Any, ...]] = snapshot.ask('select amount from "opportunities" order by 1', {})
    return [row[0] for row in rows]


@pytest.fixture
def before(own_database: str) -> None:
    """An opportunity of today and one of two months ago, both read."""
    with as_system():
        make_ecosystem(utc_now())
        make_opportunity(utc_now(), "Today")
        make_opportunity(utc_now() - timedelta(days=70), "Long ago")
    refresh_facts(utc_now())


@pytest.mark.parametrize("moment", MOMENTS)
def test_who_is_killed_while_reading_leaves_the_facts_readable_and_the_next_one_goes_on(
    before: None, analytics: Path, moment: str
) -> None:
    known = amounts()
    with as_system(), connection.cursor() as cursor:
        cursor.execute("update pipeline_opportunity set amount = amount + 1")
    with reading(analytics, killed_at=moment) as process:
        assert process.wait(60) == -signal.SIGKILL
    changed = [amount + 1 for amount in known]
    assert amounts() == (changed if moment == "store.Store.sweep" else known)
    refresh_facts(utc_now())
    assert amounts() == changed


def test_what_killed_readers_left_behind_is_swept_away(before: None, analytics: Path) -> None:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("update pipeline_opportunity set amount = amount + 1")
    with reading(analytics, killed_at="store.Store.replace_state") as process:
        process.wait(60)
    store = Store.of("opportunities")
    for path in store.root.iterdir():
        os.utime(path, (0, 0))
    refresh_facts(utc_now())
    state = store.find_state()
    assert state is not None
    tables = {store.table(state).name, "1.duckdb"}  # a page may still ask the one before
    assert {path.name for path in store.root.iterdir()} == {"state.json", *state.files.values(), *tables}


def test_two_who_read_at_once_lose_nothing_and_disturb_no_reader(before: None, analytics: Path) -> None:
    with reading(analytics, times=40) as one, reading(analytics, times=40) as other:
        made = 2
        while one.poll() is None or other.poll() is None:
            with as_system():
                make_opportunity(utc_now() - timedelta(days=made % 90), f"Number {made}")
            made += 1
            assert 2 <= len(amounts()) <= made
        assert (one.returncode, other.returncode) == (0, 0)
    refresh_facts(utc_now())
    assert len(amounts()) == made


def test_while_one_reads_another_leaves_it_to_it(before: None, own_database: str) -> None:
    with psycopg.connect(own_database) as holder:
        holder.execute("select pg_advisory_xact_lock(hashtext('steelyard.analytics'), hashtext('opportunities'))")
        with as_system():
            assert refresh_fact(OPPORTUNITIES, utc_now()) is None
    with as_system():
        assert refresh_fact(OPPORTUNITIES, utc_now()) is not None


def test_a_change_that_is_committed_after_later_ones_were_read_is_not_lost(before: None, own_database: str) -> None:
    with psycopg.connect(own_database) as late:
        late.execute("select set_config('steelyard.actor_kind', 'system', true)")
        late.execute("update pipeline_opportunity set amount = 7 where name = 'Long ago'")
        with as_system(), connection.cursor() as cursor:
            cursor.execute("update pipeline_opportunity set amount = 5 where name = 'Today'")
        for _ in range(2):
            refresh_facts(utc_now())
        assert Decimal(5) in amounts()
        assert Decimal(7) not in amounts()
    refresh_facts(utc_now())
    assert amounts() == [Decimal(5), Decimal(7)]
