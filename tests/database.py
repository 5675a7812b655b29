"""Databases for tests: one embedded server, one template per state of the migrations, one clone per run (or per test)."""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from steelyard.platform.runtime.home import Home
from steelyard.platform.runtime.postgres import DatabaseUrls, embedded_cluster, ensure_database, grant_app_privileges

ROOT = Path(__file__).resolve().parent.parent
HOME = Home(Path(os.environ.get("STEELYARD_TEST_HOME", ROOT / ".cache/test-home")))


def start() -> DatabaseUrls:
    """Start (or join) the tests' database server and return the addresses of its two roles."""
    os.environ["STEELYARD_HOME"] = str(HOME.root)
    HOME.ensure()
    with _one_at_a_time("start"):
        return ensure_database(HOME, embedded_cluster(HOME))


def template(urls: DatabaseUrls) -> str:
    """Return the name of a database migrated to the current state of the code, made once per state."""
    name = f"steelyard_template_{_state_of_migrations()}"
    with _one_at_a_time("template"), _admin(urls) as admin:
        if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        draft = f"{name}_draft"
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(draft)))
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(draft)))
        drafted = DatabaseUrls(owner=at(urls.owner, draft), app=at(urls.app, draft))
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "steelyard.config.settings",
                "STEELYARD_DB_ROLE": "owner",
                "STEELYARD_OWNER_DATABASE_URL": drafted.owner,
                "PYTHONPATH": str(ROOT / "src"),
            },
            check=True,
        )
        grant_app_privileges(drafted)
        admin.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(draft), sql.Identifier(name)))
    return name


@contextmanager
def clone(urls: DatabaseUrls, name: str) -> Iterator[str]:
    """Make a database called `name` from the template for the time of the block."""
    source = template(urls)
    identifier = sql.Identifier(name)
    with _admin(urls) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(identifier))
        with _one_at_a_time("template"):
            admin.execute(sql.SQL("create database {} template {}").format(identifier, sql.Identifier(source)))
        try:
            yield name
        finally:
            _drop(admin, identifier)


def _drop(admin: psycopg.Connection[tuple[object, ...]], database: sql.Identifier) -> None:
    """Drop a database. A closed connection of the application role lives on for a moment, and is not the owner's to end."""
    for patience in reversed(range(100)):
        try:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(database))
        except psycopg.errors.InsufficientPrivilege:
            if not patience:
                raise
            time.sleep(0.05)
        else:
            return


def at(url: str, database: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _admin(urls: DatabaseUrls) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(at(urls.owner, "postgres"), autocommit=True)


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    files = [*ROOT.glob("src/steelyard/*/migrations/*.py"), *ROOT.glob("src/steelyard/**/isolation.py")]
    for path in sorted([*files, *ROOT.glob("src/steelyard/**/*.sql")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _one_at_a_time(what: str) -> Iterator[None]:
    with (HOME.run / f"tests-{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
