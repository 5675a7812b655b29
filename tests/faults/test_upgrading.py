"""R10: an upgrade is interrupted, and old and new code work on one database for a while. Neither leaves anything broken."""

import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import ROOT
from tests.faults.conftest import _SEED, Running, run_beside
from tests.faults.load import Load
from tests.figures import keep_figure, scaled
from tests.runtime.conftest import _installation, _place
from tests.runtime.installations import Installation, clean_environment, eventually, free_port

pytestmark = pytest.mark.long

KILLS, MIXED_SECONDS = 20, 300

_SCHEMA = """
import json
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('''
        select 'column', table_name || '.' || column_name || ' ' || data_type || coalesce(column_default, '')
            from information_schema.columns where table_schema = 'public'
        union select 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            from pg_constraint where connamespace = 'public'::regnamespace
        union select 'index', indexdef from pg_indexes where schemaname = 'public'
        union select 'policy', tablename || ' ' || policyname || coalesce(qual, '') || coalesce(with_check, '') from pg_policies
        union select 'trigger', pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union select 'function', oid::regprocedure || md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace
        order by 1, 2
    ''')
    print(json.dumps(cursor.fetchall()))
"""


def _made(place: Path, name: str) -> Installation:
    home = place / name
    home.mkdir()
    return Installation(home)


def test_an_interrupted_migration_is_taken_up_where_it_was(tmp_path: Path) -> None:
    whole, broken = _made(tmp_path, "whole"), _made(tmp_path, "broken")
    began = time.monotonic()
    assert whole.run("migrate", within=600).returncode == 0
    seconds = time.monotonic() - began
    kills = 0
    for turn in range(scaled(KILLS)):
        migrating = subprocess.Popen(
            [*broken.command, "migrate"],
            env=clean_environment(broken.home),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            migrating.wait(seconds * (0.3 + 0.6 * turn / KILLS))
        except subprocess.TimeoutExpired:
            os.killpg(migrating.pid, signal.SIGKILL)
            migrating.wait()
            kills += 1
    finished = broken.run("migrate", within=600)
    is_same = run_beside(whole, _SCHEMA) == run_beside(broken, _SCHEMA)
    keep_figure(
        "a migration killed in the middle",
        at_least="the next one finishes it; the schema is that of one in one go",
        measured=f"killed {kills} times; then {'finished' if finished.returncode == 0 else finished.stderr[-200:]},"
        f" schema {'the same' if is_same else 'different'}",
        is_met=kills > 0 and finished.returncode == 0 and is_same,
    )


@pytest.fixture
def code_before(tmp_path: Path) -> Path:
    """The code as it was before the last migration came, from the project's history."""

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout

    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("the code of before is found in the project's history, which is not here")
    came = git("log", "-1", "--format=%H", "--diff-filter=A", "--", "src/steelyard/*/migrations/0*.py").decode().strip()
    with tarfile.open(fileobj=io.BytesIO(git("archive", f"{came}^", "src"))) as archive:
        archive.extractall(tmp_path / "before")
    code = tmp_path / "before" / "src"
    shutil.copytree(ROOT / "src/steelyard/ui/static", code / "steelyard/ui/static", dirs_exist_ok=True)
    return code


@pytest.fixture
def running_before(code_before: Path) -> Iterator[Running]:
    for place in _place():
        for installation in _installation(place):
            installation.start(STEELYARD_LOG_LEVEL="WARNING", PYTHONPATH=str(code_before))
            yield Running(installation, run_beside(installation, _SEED, sources=code_before))


_JOBS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("select status::text, count(*) from procrastinate_jobs where queue_name <> 'upkeep' group by 1")
    print(json.dumps(dict(cursor.fetchall())))
"""


def test_old_and_new_code_work_together_during_an_upgrade(running_before: Running) -> None:
    old = running_before.installation
    environment = {**clean_environment(old.home), "PYTHONPATH": str(ROOT / "src"), "STEELYARD_LOG_LEVEL": "WARNING"}
    program = [sys.executable, "-m", "steelyard"]
    new = Installation(old.home, port=free_port())
    processes: list[subprocess.Popen[bytes]] = []
    try:
        with Load(running_before, threads=2) as before:
            time.sleep(3)
            migrated = subprocess.run([*program, "migrate", "--json"], env=environment, capture_output=True, check=True)
            commands = (["web", "--port", str(new.port)], ["worker"])
            processes += [
                subprocess.Popen([*program, *command], env=environment, start_new_session=True) for command in commands
            ]
            eventually(new.is_ready, within=120)
            with Load(Running(new, running_before.keys), threads=2) as after:
                time.sleep(scaled(MIXED_SECONDS))
        jobs: dict[str, int] = {}

        def is_all_done() -> bool:
            jobs.clear()
            jobs.update(run_beside(old, _JOBS))
            return not jobs.get("todo") and not jobs.get("doing")

        eventually(is_all_done, within=300)
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    keep_figure(
        f"old and new code together for {scaled(MIXED_SECONDS)} s, with the migration between them under load",
        at_least="0 errors",
        measured=f"migrated {migrated.stdout.decode().strip()[:120]}; old code answered {dict(before.statuses)},"
        f" new {dict(after.statuses)}; jobs failed: {jobs.get('failed', 0)}",
        is_met=set(before.statuses) == set(after.statuses) == {201} and not jobs.get("failed"),
    )
