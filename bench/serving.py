"""The product as its operator runs it: started, waited for, measured at rest, stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

START_SECONDS = 120
PATIENCE_SECONDS = 60


@contextmanager
def running(command: str, *, home: Path, port: int) -> Iterator[float]:
    """Run `steelyard COMMAND` on the port for the length of the block, and give the seconds until it was ready."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"STEELYARD_OWNER_DATABASE_URL", "STEELYARD_APP_DATABASE_URL", "DATABASE_URL", "STEELYARD_DEMO"}
    }
    environment |= {"STEELYARD_HOME": str(home), "PORT": str(port), "STEELYARD_API_REQUESTS_PER_MINUTE": "10000000"}
    log = home / "logs" / "bench-server.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "steelyard", command, "--port", str(port)],
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait(process, port, started + START_SECONDS, log)
        yield time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, until: float, log: Path) -> None:
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{log.read_text(errors='replace')[-2000:]}")
        if _status(port, "/account/login/") == 200:
            return
        time.sleep(0.02)
    raise RuntimeError(
        f"the server was not ready in {START_SECONDS} seconds:\n{log.read_text(errors='replace')[-2000:]}"
    )


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def fetch_times(port: int, requests: Sequence[tuple[str, dict[str, str]]], *, warm: int = 60) -> list[float]:
    """Return the milliseconds of each GET (path, headers), one after another over one connection; all must answer 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    times: list[float] = []
    for place, (path, headers) in enumerate([*requests[:warm], *requests]):
        start = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if place >= warm:
            times.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise RuntimeError(f"GET {path} answered {response.status}: {body[:300]!r}")
    connection.close()
    return times


def memory_at_rest(home: Path) -> dict[str, float]:
    """Return the proportional set size in MB of every process of that installation, by what it is."""
    found: dict[str, float] = {}
    counted: set[int] = set()
    for process in psutil.process_iter(["cmdline", "environ"]):
        line = " ".join(process.info["cmdline"] or [])
        is_ours = (process.info["environ"] or {}).get("STEELYARD_HOME") == str(home) or str(home) in line
        if not is_ours or process.pid == os.getpid():
            continue
        # The database's own processes rename themselves: they are known as children of its first.
        for member in (process, *process.children(recursive=True)):
            if member.pid in counted:
                continue
            counted.add(member.pid)
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                kind = (
                    "database"
                    if "postgres:" in " ".join(member.cmdline()) or "pginstall" in member.exe()
                    else "product"
                )
                found[kind] = found.get(kind, 0.0) + member.memory_full_info().pss / 1e6
    return found
