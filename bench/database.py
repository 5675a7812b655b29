"""The whole world in a database: made once, kept, and copied for every run, so that no run sees what another wrote."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql

from bench.sizes import Size, end_of_world
from bench.world import HOME, ROOT, open_world
from steelyard.platform.runtime.cluster import SUPERUSER, Cluster
from steelyard.platform.runtime.home import Home
from steelyard.platform.runtime.postgres import DATABASE, OWNER_ROLE

_WRITTEN_BY = ("copying.py", "ecosystem.py", "partners.py", "registrations.py", "sizes.py")


@contextmanager
def working_copy(size: Size) -> Iterator[psycopg.Connection[Any]]:
    """Make the installation in .cache/bench hold that world for the length of the block; give a connection that may all."""
    cluster = Cluster(Home(HOME))
    cluster.ensure_running()
    kept = _kept_world(cluster, size)
    with cluster.connect() as superuser:
        _copy(superuser, kept, DATABASE)
    try:
        with _writer(cluster, DATABASE) as writer:
            yield writer
    finally:
        with cluster.connect() as superuser:
            superuser.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(DATABASE)))


def _kept_world(cluster: Cluster, size: Size) -> str:
    """Return the name of the database with companies, partners and registrations; made if it is not there."""
    urls = open_world(size.companies)
    companies = urls.app.rpartition("/")[2]
    name = f"full_{size.companies}_{_digest(companies, size)}"
    with cluster.connect() as superuser:
        if superuser.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        for (older,) in superuser.execute(
            "select datname from pg_database where datname like %s", [f"full_{size.companies}_%"]
        ).fetchall():
            superuser.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(str(older))))
        draft = f"draft_{size.companies}"
        _copy(superuser, companies, draft)
        _write_ecosystem(cluster, size, urls.app.replace(companies, draft), urls.owner.replace(companies, draft), draft)
        superuser.execute(sql.SQL("alter database {} rename to {}").format(*map(sql.Identifier, (draft, name))))
    return name


def _write_ecosystem(cluster: Cluster, size: Size, app: str, owner: str, database: str) -> None:
    environment = {
        **os.environ,
        "STEELYARD_APP_DATABASE_URL": app,
        "STEELYARD_OWNER_DATABASE_URL": owner,
        "BENCH_WRITER": f"host={cluster.socket_directory} user={SUPERUSER} dbname={database}",
    }
    command = [sys.executable, "-m", "bench.ecosystem", str(size.companies), str(size.most_registrations)]
    subprocess.run(command, env=environment, check=True, cwd=ROOT)


def _copy(superuser: psycopg.Connection[Any], source: str, target: str) -> None:
    superuser.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(target)))
    superuser.execute(
        sql.SQL("create database {} owner {} template {} strategy file_copy").format(
            *map(sql.Identifier, (target, OWNER_ROLE, source))
        )
    )


def _writer(cluster: Cluster, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(cluster.socket_directory), user=SUPERUSER, dbname=database, autocommit=True)


def _digest(companies: str, size: Size) -> str:
    digest = sha256(f"{companies} {size} {end_of_world():%Y-%m}".encode())
    for name in _WRITTEN_BY:
        digest.update((ROOT / "bench" / name).read_bytes())
    return digest.hexdigest()[:12]
