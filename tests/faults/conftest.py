"""A running Steelyard with two partners in it, for the tests to break."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import database
from tests.runtime.conftest import _installation, _place
from tests.runtime.installations import Installation, clean_environment

_SEED = """
import json
from steelyard.kernel.actors import Role
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests.deals.making import make_deal_world
from tests.identity.test_access import key_for
with as_system():
    world = make_deal_world(utc_now())
print(json.dumps({name: key_for(getattr(world, name)) for name in ("acme_seller", "acme_admin", "beta_seller", "admin")}))
"""


@dataclass
class Running:
    """An installation that runs, with a key of each of its people."""

    installation: Installation
    keys: dict[str, str]

    def program(self, who: str) -> httpx.Client:
        """Return a program that calls the API with somebody's key."""
        return httpx.Client(
            base_url=f"{self.installation.address}/api/v1",
            headers={"Authorization": f"Bearer {self.keys[who]}"},
            timeout=30,
        )

    @cached_property
    def database_url(self) -> str:
        """Where its database answers the application's role."""
        url: str = self.run("import json, os; print(json.dumps(os.environ['STEELYARD_APP_DATABASE_URL']))")
        return url

    def run(self, code: str) -> Any:
        """Run Python beside the installation, with its database, and return what it prints as JSON."""
        return run_beside(self.installation, code)


def run_beside(
    installation: Installation, code: str, *, within: float = 180, sources: Path = database.ROOT / "src"
) -> Any:
    """Run Python in the installation's environment and return what it prints as JSON; `sources` is the product's code."""
    done = subprocess.run(
        [sys.executable, "-m", "steelyard", "manage", "shell", "--verbosity", "0", "-c", code],
        env={
            **clean_environment(installation.home),
            "PYTHONPATH": os.pathsep.join([str(sources), str(database.ROOT)]),
        },
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
        cwd=installation.home,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Steelyard as an operator runs it, with two partners that may register deals."""
    for place in _place():
        for installation in _installation(place):
            installation.start(STEELYARD_LOG_LEVEL="WARNING")
            yield Running(installation, run_beside(installation, _SEED))
