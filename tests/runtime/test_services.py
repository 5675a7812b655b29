"""A supervised service comes back when it ends, and leaves nobody behind."""

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from steelyard.platform.runtime.services import Service, end, spawn
from tests.runtime.installations import eventually

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAMILY = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)",
]
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""


def _pid(service: Service) -> int:
    assert service.process is not None
    return service.process.pid


def test_killed_service_is_started_again() -> None:
    service = Service("sleep", SLEEP)
    service.tend()
    first = _pid(service)
    os.kill(first, signal.SIGKILL)

    def is_back() -> bool:
        service.tend()
        return service.process is not None and service.process.pid != first

    eventually(is_back, within=10)
    service.stop(patience_seconds=5)
    assert service.process is None


def test_service_that_keeps_failing_is_started_ever_less_often(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    service = Service("failing", [sys.executable, "-S", "-c", f"open({str(starts)!r}, 'a').write('x')"])
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        service.tend()
        time.sleep(0.01)
    service.stop(patience_seconds=1)
    assert 2 <= len(starts.read_text()) <= 4


def test_children_of_a_killed_service_go_with_it() -> None:
    service = Service("family", FAMILY)
    service.tend()
    leader = psutil.Process(_pid(service))
    eventually(leader.children, within=10)
    (child,) = leader.children()
    leader.kill()
    leader.wait()
    service.tend()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, within=10)


def test_service_that_ignores_the_request_to_stop_is_killed(tmp_path: Path) -> None:
    is_deaf = tmp_path / "deaf"
    process = spawn([sys.executable, "-S", "-c", STUBBORN, str(is_deaf)])
    eventually(is_deaf.exists)
    end(process, patience_seconds=0.5)
    assert process.returncode is not None


@pytest.mark.skipif(
    not Path("/proc/self/autogroup").exists(), reason="this system does not share processors by session"
)
def test_what_steps_back_does_so_as_a_session_too() -> None:
    child = spawn(SLEEP, niceness=7)
    try:
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == 7
        assert Path(f"/proc/{child.pid}/autogroup").read_text().split()[-1] == "7"
    finally:
        end(child, patience_seconds=5)
