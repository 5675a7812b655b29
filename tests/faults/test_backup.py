"""R9: an installation of a gigabyte is backed up, restored elsewhere and compared, and its sealed log verified."""

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from tests.faults.conftest import run_beside
from tests.figures import keep_figure, scaled
from tests.runtime.installations import Installation

pytestmark = pytest.mark.long

BYTES, FILES = 1_000_000_000, 100
_FILE_BYTES = 2_000_000
_PATIENCE_SECONDS = 3600.0
_AT_MOST_MINUTES = 15.0

_GROW = """
import json
from django.db import connection
from steelyard.platform.db import as_system
while True:
    with as_system(), connection.cursor() as cursor:
        cursor.execute('''
            insert into platform_event (
                id, type, occurred_at, actor_kind, is_internal, subject_type, subject_id, subject_label, payload, request_id
            )
            select gen_random_uuid(), 'platform.webhook.tested', now(), 'system', false, 'webhook', gen_random_uuid(),
                'Event ' || n, jsonb_build_object('url', (
                    select string_agg(md5(random()::text || n::text || i::text), '') from generate_series(1, 60) i
                )), ''
            from generate_series(1, 10000) n
        ''')
        cursor.execute("select pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    if size >= {size}:
        break
print(json.dumps(size))
"""
_DIGESTS = """
import json
from django.db import connection
from steelyard.platform.db import as_system
with as_system(), connection.cursor() as cursor:
    cursor.execute("select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace")
    digests = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f"select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from {table} t")
        digests[table] = list(cursor.fetchone())
print(json.dumps(digests))
"""


@pytest.fixture
def original(tmp_path: Path) -> Installation:
    home = tmp_path / "original"
    home.mkdir()
    installation = Installation(home)
    assert installation.run("migrate").returncode == 0
    run_beside(
        installation, _GROW.replace("{size}", str(scaled(BYTES - FILES * _FILE_BYTES))), within=_PATIENCE_SECONDS
    )
    for number in range(scaled(FILES)):
        folder = home / "files" / f"{number:02x}"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "quote").write_bytes(os.urandom(_FILE_BYTES))
    assert installation.run("audit", "head", within=_PATIENCE_SECONDS).returncode == 0
    return installation


def _files(installation: Installation) -> dict[str, str]:
    root = installation.home / "files"
    found = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_gigabyte_comes_back_whole(original: Installation, tmp_path: Path) -> None:
    archive, home = tmp_path / "monday.tar", tmp_path / "copy"
    home.mkdir()
    copy = Installation(home)
    began = time.monotonic()
    made = original.run("backup", str(archive), within=_PATIENCE_SECONDS)
    assert made.returncode == 0, made.stderr
    backed_up = time.monotonic() - began
    restored = copy.run("restore", str(archive), "--json", within=_PATIENCE_SECONDS)
    assert restored.returncode == 0, restored.stderr
    minutes = (time.monotonic() - began) / 60
    said = json.loads(restored.stdout)
    copied = run_beside(copy, _DIGESTS, within=_PATIENCE_SECONDS)
    differing = [
        table
        for table, digest in run_beside(original, _DIGESTS, within=_PATIENCE_SECONDS).items()
        if copied[table] != digest
    ]
    is_whole = said["is_whole"] and said["log_is_intact"] and not differing and _files(original) == _files(copy)
    keep_figure(
        "backup, restore and check of 1 GB",
        at_least=f"{_AT_MOST_MINUTES:.0f} min, nothing missing",
        measured=f"{minutes:.1f} min (the backup {backed_up / 60:.1f}); {said['rows']:,} rows and {said['files']} files,"
        f" {len(differing)} tables differ; the log {'intact' if said['log_is_intact'] else 'broken'};"
        f" archive of {archive.stat().st_size / 1e6:,.0f} MB",
        is_met=is_whole and minutes <= _AT_MOST_MINUTES,
    )
