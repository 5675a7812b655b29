"""The database is there, but busy: somebody holds a lock, or every connection is taken. People are told to come back."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from tests.faults.conftest import _SEED, Running, run_beside
from tests.faults.load import registration
from tests.figures import keep_figure
from tests.runtime.conftest import _installation, _place

pytestmark = pytest.mark.long

AT_ONCE = 8
_LONGEST_WAIT, _LONGEST_IN_LINE = 25.0, 45.0


def _withdraw(program: httpx.Client, registration_id: str) -> tuple[int, float, bool]:
    began = time.monotonic()
    answer = program.post(f"/deal-registrations/{registration_id}/withdrawal", json={"reason": "Another time."})
    return answer.status_code, time.monotonic() - began, "Retry-After" in answer.headers


def test_a_lock_held_by_another_is_waited_for_and_then_refused(running: Running) -> None:
    with running.program("acme_seller") as program:
        made = program.post("/deal-registrations", json=registration()).json()["id"]
        with psycopg.connect(running.database_url, options="-c steelyard.actor_kind=system") as other:
            other.execute("select from deals_dealregistration order by id desc for update")
            status, seconds, says_when = _withdraw(program, made)
            others = program.get("/deal-registrations").status_code
        again, _, _ = _withdraw(program, made)
    keep_figure(
        "a registration locked by somebody who does not let go",
        at_least=f"503 with Retry-After within {_LONGEST_WAIT:.0f} s; reads go on; then it works",
        measured=f"{status} after {seconds:.0f} s; reads {others}; then {again}",
        is_met=status == 503 and says_when and seconds <= _LONGEST_WAIT and others == again == 200,
    )


@pytest.fixture
def cramped() -> Iterator[Running]:
    """Steelyard with a single connection for each of its web processes, whose threads have to share it."""
    for place in _place():
        for installation in _installation(place):
            installation.start(STEELYARD_LOG_LEVEL="WARNING", STEELYARD_DB_POOL_SIZE="1")
            yield Running(installation, run_beside(installation, _SEED))


def test_when_every_connection_is_taken_nobody_waits_for_long(cramped: Running) -> None:
    with cramped.program("acme_seller") as program:
        ids = [program.post("/deal-registrations", json=registration()).json()["id"] for _ in range(AT_ONCE)]
    with psycopg.connect(cramped.database_url, options="-c steelyard.actor_kind=system") as other:
        other.execute("select from deals_dealregistration for update")

        def ask(number: int) -> tuple[int, float, bool]:
            with cramped.program("acme_seller") as one:
                return _withdraw(one, ids[number])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(ask, range(AT_ONCE)))
    statuses = Counter(status for status, _, _ in answers)
    longest = max(seconds for _, seconds, _ in answers)
    with cramped.program("acme_seller") as program:
        after = Counter(_withdraw(program, one)[0] for one in ids)
    keep_figure(
        f"{AT_ONCE} requests at once with a pool of one connection, whose user waits for a lock",
        at_least=f"503 with Retry-After within {_LONGEST_IN_LINE:.0f} s; afterwards it works",
        measured=f"{dict(statuses)} after {longest:.0f} s at most; afterwards {dict(after)}",
        is_met=set(statuses) == {503}
        and all(says for _, _, says in answers)
        and longest <= _LONGEST_IN_LINE
        and set(after) == {200},
    )
