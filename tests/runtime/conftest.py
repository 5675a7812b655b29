"""Data directories and installations for the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.platform.runtime.home import Home
from tests.runtime.installations import Installation


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory with a short path that the database's own user may enter."""
    yield from _place()


@pytest.fixture
def home(place: Path) -> Home:
    """An empty data directory."""
    return Home(place)


@pytest.fixture
def installation(place: Path) -> Iterator[Installation]:
    """An installation for one test to break."""
    yield from _installation(place)


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    """An installation that runs while a module's tests look at it."""
    for place in _place():
        for installation in _installation(place):
            installation.start()
            yield installation


def _place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="steelyard-"))
    yield directory.resolve()
    shutil.rmtree(directory, ignore_errors=True)


def _installation(place: Path) -> Iterator[Installation]:
    installation = Installation(place)
    yield installation
    if installation.supervisor is not None and installation.supervisor.poll() is None:
        installation.stop()
    for process in installation.processes():
        process.kill()
