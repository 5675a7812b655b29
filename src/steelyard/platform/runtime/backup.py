"""Everything of an installation in one file, and an installation from such a file.

The file is a tar: the database as PostgreSQL dumps it, the uploaded files, the secret key, the heads of the sealed log, and a
manifest with the number of rows of every table and a checksum of every member. The database is read as it was at one instant,
while people go on working; files are read after it and never change.

Imports no Django: a restored installation has no database yet.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from steelyard.platform.runtime.cluster import binaries
from steelyard.platform.runtime.home import Home, SetupError
from steelyard.platform.runtime.postgres import (
    ASKER_PARAMETER,
    Connection,
    DatabaseUrls,
    embedded_cluster,
    ensure_database,
    grant_app_privileges,
)

MANIFEST, DUMP, SECRET, HEADS, FILES = "manifest.json", "database.dump", "secret_key", "audit/heads.jsonl", "files"
_CHUNK = 1 << 20
_SEES_EVERYTHING = f"-c {ASKER_PARAMETER}=system"
"""Row-level security binds the owner too: a dump is made, and rows are counted, as the system, which sees every row."""
_TABLES = """
    select c.relname from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1
"""


class BackupUnusable(SetupError):
    """The file is no backup of Steelyard, is damaged, or does not fit this version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: the version that made it, when, rows by table, the SHA-256 of every other member by its name."""

    version: str
    made_at: str
    rows: dict[str, int]
    members: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back, and what of it differs from the manifest."""

    rows: int
    files: int
    differences: tuple[str, ...]


# --- Backup -----------------------------------------------------------------------------------------------------------


def back_up(home: Home, urls: DatabaseUrls, target: Path, *, now: datetime) -> Manifest:
    """Write everything of the installation into `target`, whole or not at all, readable by its owner only.

    Raises: SetupError when the dump fails.
    """
    draft = target.with_name(f"{target.name}.partial")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        dump = Path(folder) / DUMP
        rows = _dump(urls.owner, dump)
        secret = Path(folder) / SECRET
        secret.write_text(home.secret_key())
        try:
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
                manifest = _write(out, home, {DUMP: dump, SECRET: secret}, rows, now)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return manifest


def _dump(owner: str, dump: Path) -> dict[str, int]:
    """Dump the database as it is at one instant and return how many rows each table had then."""
    with psycopg.connect(owner, options=_SEES_EVERYTHING) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = reader.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        _run(
            "pg_dump",
            *("--format=custom", "--compress=gzip:1", "--enable-row-security", "--no-owner", "--no-acl"),
            *(f"--snapshot={snapshot[0]}", f"--file={dump}", f"--dbname={owner}"),
        )
        return _count_rows(reader)


def _write(out: IO[bytes], home: Home, made: dict[str, Path], rows: dict[str, int], now: datetime) -> Manifest:
    members: dict[str, str] = {}
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, path in (*made.items(), *_kept(home)):
            archive.add(path, arcname=name, recursive=False)
            with path.open("rb") as file:
                members[name] = _checksum(file)
        manifest = Manifest(version=version("steelyard"), made_at=now.isoformat(), rows=rows, members=members)
        text = json.dumps(asdict(manifest), indent=2).encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(text)
        archive.addfile(about, BytesIO(text))
    return manifest


def _kept(home: Home) -> Iterator[tuple[str, Path]]:
    """Yield what lies beside the database, by its name in the archive."""
    if (heads := home.root / HEADS).exists():
        yield HEADS, heads
    for path in sorted(home.files.rglob("*")):
        if path.is_file():
            yield f"{FILES}/{path.relative_to(home.files)}", path


# --- Restore ----------------------------------------------------------------------------------------------------------


def restore(home: Home, source: Path) -> Restored:
    """Make an installation of the backup in an empty data directory, or in it and the empty database of `DATABASE_URL`.

    Raises: BackupUnusable, SetupError when there is something already that it would overwrite.
    """
    if home.secret_file.exists() or home.postgres.exists():
        raise SetupError(f"{home.root} holds an installation already. Restore into an empty STEELYARD_HOME.")
    with _opened(source) as archive:
        manifest = _read_manifest(archive)
        if damaged := _find_damaged(archive, manifest):
            raise BackupUnusable(f"{source} is damaged: {', '.join(damaged)} differ from what was backed up.")
        home.ensure()
        _unpack(archive, home, manifest)
    dump = home.root / DUMP
    try:
        urls = ensure_database(home, embedded_cluster(home))
        _load(urls, dump)
    finally:
        dump.unlink(missing_ok=True)
    with psycopg.connect(urls.owner, options=_SEES_EVERYTHING) as reader:
        rows = _count_rows(reader)
    differences = tuple(
        f"{table}: {rows.get(table, 0)} rows instead of {expected}"
        for table, expected in manifest.rows.items()
        if rows.get(table, 0) != expected
    )
    files = sum(name.startswith(f"{FILES}/") for name in manifest.members)
    return Restored(rows=sum(rows.values()), files=files, differences=differences)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise BackupUnusable(f"{source} is no backup of Steelyard, or a part of one: {error}.") from error


def _read_manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        file = archive.extractfile(MANIFEST)
        assert file is not None
        manifest = Manifest(**json.load(file))
    except (KeyError, TypeError, ValueError) as error:
        raise BackupUnusable(
            "The file has no manifest: it is no backup of Steelyard, or its end is missing."
        ) from error
    if _release(manifest.version) > _release(version("steelyard")):
        raise BackupUnusable(f"The backup is of version {manifest.version}. Install that version or a newer one.")
    return manifest


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())


def _find_damaged(archive: tarfile.TarFile, manifest: Manifest) -> list[str]:
    """Return the names of the members that are missing or not what was backed up, or that lead out of the data directory."""
    damaged = []
    for name, checksum in manifest.members.items():
        is_ours = name in {DUMP, SECRET, HEADS} or name.startswith(f"{FILES}/")
        try:
            file = archive.extractfile(name) if is_ours and ".." not in Path(name).parts else None
        except KeyError:
            file = None
        if file is None or _checksum(file) != checksum:
            damaged.append(name)
    return damaged


def _unpack(archive: tarfile.TarFile, home: Home, manifest: Manifest) -> None:
    """Put every member where it belongs, readable by its owner only."""
    for name in manifest.members:
        file, path = archive.extractfile(name), home.root / name
        assert file is not None
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as out:
            shutil.copyfileobj(file, out, _CHUNK)


def _load(urls: DatabaseUrls, dump: Path) -> None:
    with psycopg.connect(urls.owner) as owner:
        if owner.execute(_TABLES).fetchone() is not None:
            raise SetupError("The database is not empty. Restore into a new one.")
    restore_command = ("--no-owner", "--no-acl", "--exit-on-error", f"--dbname={urls.owner}")
    rest, security = _split_security(_run("pg_restore", "--list", str(dump)))
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=dump.parent) as folder:
        for name, entries, jobs in (("rest", rest, os.cpu_count() or 1), ("security", security, 1)):
            (listing := Path(folder) / name).write_text(entries)
            _run("pg_restore", *restore_command, f"--jobs={jobs}", f"--use-list={listing}", str(dump))
    grant_app_privileges(urls)


def _split_security(listing: str) -> tuple[str, str]:
    """Return the entries of a dump without row-level security, and that alone: foreign keys are checked before it holds."""
    lines = listing.splitlines(keepends=True)
    security = [line for line in lines if " POLICY " in line or " ROW SECURITY " in line]
    return "".join(line for line in lines if line not in security), "".join(security)


# --- Both -------------------------------------------------------------------------------------------------------------


def _run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs and return what it printed. Raises: SetupError with what it said."""
    done = subprocess.run(
        [_find(program), *arguments],
        env={**os.environ, "PGOPTIONS": _SEES_EVERYTHING},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SetupError(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _find(program: str) -> str:
    try:
        return str(binaries() / program)
    except SetupError:
        found = shutil.which(program)
        if found is None:
            raise SetupError(f"{program} is not installed. Install PostgreSQL's client programs.") from None
        return found


def _count_rows(reader: Connection) -> dict[str, int]:
    counts = {}
    for (table,) in reader.execute(_TABLES).fetchall():
        row = reader.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(str(table)))).fetchone()
        assert row is not None
        counts[str(table)] = int(str(row[0]))
    return counts


def _checksum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
