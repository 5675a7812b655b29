"""The embedded server: shared by its users, kept by nobody else, gone after the last of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from steelyard.platform.runtime.cluster import Cluster
from steelyard.platform.runtime.home import Home
from steelyard.platform.runtime.locks import is_held
from steelyard.platform.runtime.postgres import DatabaseUrls, ensure_database, grant_app_privileges
from tests.runtime.installations import clean_environment, eventually

pytestmark = pytest.mark.slow

HOLD = """
import time
from steelyard.platform.runtime.cluster import Cluster
from steelyard.platform.runtime.home import Home
Cluster(Home.from_environment()).ensure_running()
print("running", flush=True)
time.sleep(120)
"""


@pytest.fixture
def cluster(home: Home) -> Iterator[Cluster]:
    cluster = Cluster(home)
    yield cluster
    cluster.release(wait=True)


@pytest.fixture
def urls(home: Home, cluster: Cluster) -> DatabaseUrls:
    return ensure_database(home, cluster)


def _hold(home: Home) -> subprocess.Popen[str]:
    """Start another process that uses the server."""
    user = subprocess.Popen(
        [sys.executable, "-c", HOLD], env=clean_environment(home.root), stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "running\n"
    return user


def test_application_role_owns_nothing_and_bypasses_nothing(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.app) as app:
        standing = "select current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles"
        assert app.execute(f"{standing} where rolname = current_user").fetchone() == (
            "steelyard_app",
            False,
            False,
            False,
            False,
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("create table mine ()")


def test_application_role_writes_tables_that_the_owner_made_before_and_after_the_grant(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("create table before (id serial)")
        grant_app_privileges(urls)
        owner.execute("create table after (id serial)")
    with psycopg.connect(urls.app) as app:
        for table in ("before", "after"):
            app.execute(f"insert into {table} default values")
            app.execute(f"update {table} set id = 2")
            app.execute(f"delete from {table}")


def test_database_sorts_and_folds_text_the_same_everywhere(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.app) as app:
        assert app.execute("select lower('ÄÖ'), getdatabaseencoding()").fetchone() == ("äö", "UTF8")


def test_wrong_password_does_not_get_in(urls: DatabaseUrls, home: Home) -> None:
    wrong = urls.app.replace(home.derive_password("steelyard_app"), "guess")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_new_secret_key_is_given_to_the_roles(
    home: Home, cluster: Cluster, urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEELYARD_SECRET_KEY", "another one")
    renewed = ensure_database(home, cluster)
    assert renewed != urls
    with psycopg.connect(renewed.app):
        pass


def test_server_stays_until_its_last_user_is_gone(home: Home, cluster: Cluster) -> None:
    cluster.ensure_running()
    other = _hold(home)
    assert not cluster.release(wait=True)
    assert cluster.is_accepting()
    other.kill()
    other.wait()
    eventually(lambda: not is_held(cluster.keeper_lock))
    assert not cluster.is_accepting()


def test_killed_user_leaves_no_server_behind(home: Home) -> None:
    user = _hold(home)
    user.send_signal(signal.SIGKILL)
    user.wait()
    eventually(lambda: not is_held(Cluster(home).keeper_lock))
    assert not (home.postgres / "postmaster.pid").exists()


def test_killed_server_is_started_again_with_its_data(cluster: Cluster, urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("create table kept as select 1 as one")
    _kill_postmaster(cluster)
    eventually(lambda: not is_held(cluster.keeper_lock))
    cluster.keep_running()
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("select one from kept").fetchone() == (1,)


def test_server_whose_keeper_was_killed_is_taken_over_and_stopped(home: Home, cluster: Cluster) -> None:
    cluster.ensure_running()
    _kill_keeper(home)
    eventually(lambda: not is_held(cluster.keeper_lock))
    assert cluster.is_accepting()
    cluster.keep_running()
    assert is_held(cluster.keeper_lock)
    assert cluster.release(wait=True)
    assert not cluster.is_accepting()


def test_second_start_is_quick(home: Home, cluster: Cluster) -> None:
    cluster.ensure_running()
    cluster.release(wait=True)
    began = time.monotonic()
    cluster.ensure_running()
    assert time.monotonic() - began < 10


def test_long_data_directory_gets_a_short_socket(tmp_path: Path) -> None:
    deep = Cluster(Home(tmp_path / ("deep" * 30)))
    assert len(str(deep.socket_directory / ".s.PGSQL.5432")) < 108
    assert deep.socket_directory != Cluster(Home(tmp_path)).socket_directory


def _kill_postmaster(cluster: Cluster) -> None:
    os.kill(int((cluster.home.postgres / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


def _kill_keeper(home: Home) -> None:
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if "steelyard.platform.runtime.keeper" in command and str(home.postgres) in command:
            process.kill()
            process.wait(10)
