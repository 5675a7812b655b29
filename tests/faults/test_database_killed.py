"""R1, R2: the database is killed while people work. What was acknowledged is there, and the service comes back by itself."""

import statistics
import time

import pytest

from tests.faults.conftest import Running
from tests.faults.load import Load
from tests.figures import keep_figure, scaled
from tests.runtime.installations import eventually

pytestmark = pytest.mark.long

KILLS = 20
_RECOVERY_SECONDS = 30.0
_PATIENCE_SECONDS = 240.0


def test_a_database_killed_under_load_loses_nothing_that_was_acknowledged(running: Running) -> None:
    waits = []
    with Load(running) as load:
        for _ in range(scaled(KILLS)):
            time.sleep(3)
            killed = running.installation.postmaster()
            at = time.monotonic()
            killed.kill()
            eventually(lambda at=at: load.recovered_at > at + 0.2, within=_PATIENCE_SECONDS)
            waits.append(load.recovered_at - at)
    assert set(load.statuses) <= {201, 503}, (load.statuses, running.installation.failures())
    assert load.without_retry_after == 0
    with running.program("acme_seller") as program:
        missing = [one for one in load.acknowledged if program.get(f"/deal-registrations/{one}").status_code != 200]
    assert load.acknowledged
    keep_figure(
        f"acknowledged writes lost over {len(waits)} kills of the database under load; service back",
        at_least=f"0; {_RECOVERY_SECONDS:.0f} s",
        measured=f"{len(missing)} of {len(load.acknowledged):,}; back after {statistics.median(waits):.1f} s,"
        f" at most {max(waits):.1f} s",
        is_met=not missing and max(waits) <= _RECOVERY_SECONDS,
    )
