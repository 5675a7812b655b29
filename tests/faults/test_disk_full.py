"""R7: the disk is full. People go on reading, writers are told, and nothing has to be started again."""

import os
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.conftest import _SEED, Running, run_beside
from tests.faults.load import registration
from tests.figures import keep_figure, scaled
from tests.runtime.conftest import _installation, _place
from tests.runtime.installations import eventually

pytestmark = pytest.mark.long

DISK, SECONDS = "700m", 600


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own that fills up soon; only root may have one."""
    for place in _place():
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(place)],
            capture_output=True,
            check=False,
        )
        if mounted.returncode != 0:
            pytest.skip("a disk of its own can be mounted by root only")
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def running_there(small_disk: Path) -> Iterator[Running]:
    for installation in _installation(small_disk):
        installation.start(STEELYARD_LOG_LEVEL="CRITICAL")
        yield Running(installation, run_beside(installation, _SEED))


def _fill(place: Path) -> Path:
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(os.urandom(1 << 20))
            except OSError:
                return filler


def _status(program: httpx.Client, method: str) -> int:
    """Return what a request is answered, or 0 if it is not."""
    try:
        body = registration() if method == "POST" else None
        return program.request(method, "/deal-registrations", json=body).status_code
    except httpx.TransportError:
        return 0


def test_a_full_disk_stops_writers_only_and_only_while_it_is_full(running_there: Running, small_disk: Path) -> None:
    reads, writes = Counter[int](), Counter[int]()
    stop = threading.Event()

    def read() -> None:
        with running_there.program("acme_seller") as program:
            while not stop.is_set():
                reads[_status(program, "GET")] += 1
                time.sleep(0.05)

    with running_there.program("acme_seller") as program:
        before = [program.post("/deal-registrations", json=registration()).json()["id"] for _ in range(5)]
        killed = running_there.installation.postmaster()
        filler = _fill(small_disk)
        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        until = time.monotonic() + scaled(SECONDS)
        while time.monotonic() < until:
            writes[_status(program, "POST")] += 1
            time.sleep(0.2)
        filler.unlink()
        freed = time.monotonic()
        eventually(lambda: _status(program, "POST") == 201, within=120)
        resumed = time.monotonic() - freed
        stop.set()
        reader.join()
        kept = [program.get(f"/deal-registrations/{one}").status_code for one in before]
    is_same_server = not running_there.installation.has_another_postmaster(killed)
    keep_figure(
        f"disk full for {scaled(SECONDS)} s",
        at_least="every read answered, writers told (503), writes again without a restart",
        measured=f"reads {dict(reads)}, writes {dict(writes)}; writes again after {resumed:.1f} s,"
        f" {'the same server' if is_same_server else 'after a restart'}",
        is_met=set(reads) == {200}
        and set(writes) <= {201, 503}
        and writes[503] > 0
        and set(kept) == {200}
        and is_same_server,
    )
