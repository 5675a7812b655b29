"""Installations of their own for the tests: a data directory, a port, and the real `steelyard up`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PATIENCE_SECONDS = 60.0


def eventually(condition: Callable[[], object], *, within: float = PATIENCE_SECONDS) -> None:
    """Wait until the condition holds; fail the test if it does not in time."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def clean_environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody who has set nothing but the data directory."""
    ours = ("STEELYARD_", "DATABASE_URL", "DJANGO_", "PORT", "PROMETHEUS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "STEELYARD_HOME": str(home), "STEELYARD_LOG_FORMAT": "json"}


def free_port() -> int:
    """Return a port that nobody listens on, and that no test beside this one is likely to be given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _leads(process: psutil.Process, service: str) -> bool:
    """Say whether a process leads a service; the web server names itself after granian where `setproctitle` is installed."""
    command = process.cmdline()
    return service in command or (service == "web" and command[0].startswith("granian "))


@dataclass
class Installation:
    """One `steelyard up` as an operator runs it."""

    home: Path
    port: int = field(default_factory=free_port)
    command: list[str] = field(default_factory=lambda: [sys.executable, "-m", "steelyard"])
    supervisor: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **environment: str) -> None:
        """Start it and wait for the one line that says it is ready."""
        with (self.home / "stderr").open("a") as errors:
            self.supervisor = subprocess.Popen(
                [*self.command, "up", "--port", str(self.port)],
                env={**clean_environment(self.home), **environment},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=self.home,
            )
        assert self.supervisor.stdout is not None
        line = self.supervisor.stdout.readline()
        assert line == f"Steelyard is ready at http://localhost:{self.port}\n", self.errors()

    def run(self, *arguments: str, within: float = 120) -> subprocess.CompletedProcess[str]:
        """Run another command against the same data directory."""
        return subprocess.run(
            [*self.command, *arguments],
            env=clean_environment(self.home),
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
            cwd=self.home,
        )

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def service(self, name: str) -> psutil.Process:
        """Return the leading process of `web` or `worker`."""
        assert self.supervisor is not None
        for child in psutil.Process(self.supervisor.pid).children():
            if child.status() != psutil.STATUS_ZOMBIE and _leads(child, name):
                return child
        raise LookupError(name)

    def has_replaced(self, name: str, process: psutil.Process) -> bool:
        """Say whether another process does the work of the one that was killed."""
        try:
            return self.service(name).pid != process.pid
        except (LookupError, psutil.NoSuchProcess):
            return False

    def postmaster(self) -> psutil.Process:
        """Return the leading process of the embedded server."""
        return psutil.Process(int((self.home / "postgres" / "postmaster.pid").read_text().split()[0]))

    def has_another_postmaster(self, killed: psutil.Process) -> bool:
        """Say whether the embedded server was started again."""
        try:
            return self.postmaster().pid != killed.pid
        except (FileNotFoundError, IndexError, psutil.NoSuchProcess):
            return False

    def processes(self) -> list[psutil.Process]:
        """Return everything that runs on behalf of this installation."""
        mine = []
        for process in psutil.process_iter():
            try:
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                if process.environ().get("STEELYARD_HOME") == str(self.home) or str(self.home) in process.cmdline():
                    mine.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return mine

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Signal the supervisor, wait for its end, and return its exit code."""
        assert self.supervisor is not None
        self.supervisor.send_signal(how)
        return self.supervisor.wait(PATIENCE_SECONDS)

    def errors(self) -> str:
        return (self.home / "stderr").read_text()[-3000:]

    def log_lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.home / "stderr").read_text().splitlines() if line.startswith("{")]

    def failures(self) -> list[dict[str, object]]:
        return [line for line in self.log_lines() if line.get("level") in {"error", "critical"}]
