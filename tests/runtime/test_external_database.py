"""Steelyard on a PostgreSQL server of somebody else's: the one that Debian installs."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from steelyard.platform.runtime.home import Home, SetupError
from steelyard.platform.runtime.postgres import ensure_database, grant_app_privileges
from tests.runtime.installations import Installation, free_port

pytestmark = [pytest.mark.slow, pytest.mark.external_postgres]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows nothing of Steelyard, reached over TCP; yields its administrator's address."""
    config = shutil.which("pg_config")
    if config is None:
        pytest.skip("no PostgreSQL server is installed on this machine")
    programs = Path(subprocess.check_output([config, "--bindir"], text=True).strip())
    if not (programs / "initdb").exists():
        pytest.skip("no PostgreSQL server is installed on this machine")
    port, data = free_port(), tmp_path_factory.mktemp("external")
    identity = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(data, user.pw_uid, user.pw_gid)
        for folder in (data, *data.parents[:3]):
            folder.chmod(folder.stat().st_mode | 0o011)
    (password := data / "password").write_text("secret")
    password.chmod(0o644)
    setup = [programs / "initdb", "-D", data / "pg", "-U", "admin", "--auth=scram-sha-256", f"--pwfile={password}"]
    subprocess.run(setup, check=True, capture_output=True, cwd=data, **identity)
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    process = subprocess.Popen(
        [programs / "postgres", "-D", data / "pg", *options.split()], cwd=data, stderr=subprocess.DEVNULL, **identity
    )
    address = f"postgresql://admin:secret@127.0.0.1:{port}/postgres"
    for _ in range(1200):
        try:
            with psycopg.connect(address, autocommit=True) as admin:
                admin.execute("create role landlord login createrole createdb password 'secret'")
                admin.execute("create role guest login password 'secret'")
                admin.execute("grant set on parameter steelyard.actor_kind to landlord with grant option")
            break
        except psycopg.OperationalError:
            assert process.poll() is None, "the server did not start"
            signal.sigtimedwait([], 0.05)
    else:
        pytest.fail("the server did not let anybody in")
    yield address
    process.send_signal(signal.SIGINT)
    process.wait(30)


@pytest.fixture
def database(server: str) -> str:
    """An empty database owned by a login that is no superuser; returns that login's address."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("create database ours owner landlord")
    return server.replace("admin:", "landlord:").replace("/postgres", "/ours")


@pytest.fixture
def external(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.delenv("STEELYARD_APP_DATABASE_URL", raising=False)
    return database


def test_login_that_may_create_roles_is_enough(external: str, home: Home) -> None:
    urls = ensure_database(home, None)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("create table things (id serial)")
    grant_app_privileges(urls)
    with psycopg.connect(urls.app) as app:
        app.execute("insert into things default values")
        assert app.execute("select current_user").fetchone() == ("steelyard_app",)
    assert ensure_database(home, None) == urls


def test_login_that_may_not_create_roles_is_told_what_to_do(
    external: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", external.replace("landlord:", "guest:"))
    with pytest.raises(SetupError, match="alter role guest createrole"):
        ensure_database(home, None)


def test_login_that_may_not_let_functions_say_who_asks_is_told_the_grant(
    external: str, server: str, home: Home
) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("revoke set on parameter steelyard.actor_kind from landlord")
    with pytest.raises(SetupError, match="grant set on parameter"):
        ensure_database(home, None)


def test_application_login_that_bypasses_row_security_is_refused(
    external: str, server: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEELYARD_APP_DATABASE_URL", server)
    with pytest.raises(SetupError, match="bypasses row-level security"):
        ensure_database(home, None)


def test_address_that_leads_nowhere_is_said_plainly(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(SetupError, match="does not let Steelyard in"):
        ensure_database(home, None)


def test_the_whole_product_runs_on_it(external: str, installation: Installation) -> None:
    installation.start(DATABASE_URL=external)
    assert installation.is_ready()
    assert not (installation.home / "postgres").exists()
    assert installation.stop() == 0
    assert installation.processes() == []
