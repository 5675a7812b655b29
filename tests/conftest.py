"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

from steelyard.platform.db import as_system
from steelyard.platform.live.listening import listener
from tests import database

# One commit, one result; how long an example takes says more about the machine than about the code.
settings.register_profile("steelyard", derandomize=True, deadline=None)
settings.load_profile("steelyard")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Give the run a database cloned from the migrated template; tests connect in the application's role."""
    from tests.settings import URLS

    with django_db_blocker.unblock(), database.clone(URLS, f"steelyard_test_{worker_id}_{os.getpid()}") as name:
        _connect_to(name)
        yield
        listener.stop()
        connection.close()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[str]:
    """Give a test a database of its own, for what must really commit: races, workers, servers. Yields its application address."""
    from tests.settings import URLS

    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), database.clone(URLS, f"steelyard_own_{worker_id}_{os.getpid()}") as name:
        _connect_to(name)
        try:
            yield database.at(URLS.app, name)
        finally:
            _connect_to(before)


def _connect_to(name: str) -> None:
    listener.stop()
    connection.close()
    connection.settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def _nobodys_language() -> Iterator[None]:
    """Forget in which language the last test's reader was answered."""
    yield
    translation.deactivate()


@pytest.fixture
def system(db: None) -> Iterator[None]:
    """Run the test as the system, which sees everything."""
    with as_system():
        yield


@pytest.fixture
def now() -> datetime:
    """The instant at which tests take place: a Monday morning."""
    return datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("STEELYARD_SHARED_DATA", database.ROOT.parent / "shared/data"))
    if not folder.is_dir():
        pytest.skip("the folder of shared data is not here")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write what is the case where it is kept to be reviewed: the table of permissions, the statements of metrics."""
    parser.addoption("--write-permissions", action="store_true", help="write tests/walk/permissions.toml")
    parser.addoption("--write-statements", action="store_true", help="write tests/insights/statements")
