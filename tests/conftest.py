"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.signals import setting_changed
from django.db import connection
from django.test.client import ClientHandler
from django.utils import translation
from hypothesis import settings

from steelyard.platform.db import as_system
from steelyard.platform.live.listening import listener
from tests import database
from tests.scheduling import LongestFirst, rank
from tests.sharing import NOW, in_own_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# One commit, one result; how long an example takes says more about the machine than about the code.
settings.register_profile("steelyard", derandomize=True, deadline=None)
settings.load_profile("steelyard")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """Give the run a database cloned from the migrated template; tests connect in the application's role."""
    from tests.settings import URLS

    with django_db_blocker.unblock(), database.clone(URLS, f"steelyard_test_{worker_id}_{os.getpid()}") as name:
        connection.settings_dict["NAME"] = name
        yield
        listener.stop()
        connection.close()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[str]:
    """Give a test a database of its own, for what must really commit: races, workers, servers. Yields its application address."""
    with in_own_database(django_db_blocker, worker_id) as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware() -> Iterator[None]:
    """Let all browsers ask through one chain of middleware, as a server's visitors do, until a test changes a setting.

    Django's client builds a chain for each browser, which takes longer than most requests.
    """
    build = ClientHandler.load_middleware
    built: list[ClientHandler] = []

    def borrow(self: ClientHandler, is_async: bool = False) -> None:
        if not built:
            build(self, is_async)
            built.append(self)
        else:
            vars(self).update(vars(built[0]), enforce_csrf_checks=self.enforce_csrf_checks)

    def forget(**_: object) -> None:
        built.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", borrow)
        yield


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
    return NOW


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("STEELYARD_SHARED_DATA", database.ROOT.parent / "shared/data"))
    if not folder.is_dir():
        pytest.skip("the folder of shared data is not here")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One Chromium for the tests of a module."""
    from tests.browser import launched

    with launched() as running:
        yield running


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write what is the case where it is kept to be reviewed: the table of permissions, the statements of metrics."""
    parser.addoption("--write-permissions", action="store_true", help="write tests/walk/permissions.toml")
    parser.addoption("--write-statements", action="store_true", help="write tests/insights/statements")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give whole files to the workers."""
    return LongestFirst(config, log) if config.getvalue("dist") == "loadfile" else None
