"""`steelyard up`: database, migrations, web and worker in one process tree that mends itself and stops as a whole.

The supervisor imports no Django; what needs it runs in a child.
"""

import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from steelyard.platform.runtime.home import Home, SetupError
from steelyard.platform.runtime.locks import FileLock
from steelyard.platform.runtime.postgres import DatabaseUrls, embedded_cluster, embedded_urls, ensure_database
from steelyard.platform.runtime.release import is_installed_as_noted, is_migrated, remember_migrated
from steelyard.platform.runtime.services import Service, end, report, spawn

_LOOK_EVERY_SECONDS = 0.2
_STOP_PATIENCE_SECONDS = 15.0
_READY_TIMEOUT_SECONDS = 2.0
_MEMORY = "/dev/shm"  # noqa: S108 - a directory of its own is made there
"""Where processes count, if there is such a place: files of counters are mapped, and on a full disk a process would die of one."""
_WORKER_NICENESS = 10
"""Under load, who waits for a page or a decision comes first; jobs catch up after."""


class Stopped(Exception):
    """Somebody asked the supervisor to stop."""


@dataclass
class Supervisor:
    """Everything one `steelyard up` looks after."""

    home: Home
    host: str
    port: int
    announce: Callable[[str], None]
    """Is told the address, once, when the first page can be asked for."""
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _counters: tempfile.TemporaryDirectory[str] = field(init=False)

    def __post_init__(self) -> None:
        in_memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
        self._counters = tempfile.TemporaryDirectory(prefix="steelyard-metrics-", dir=in_memory)

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else self.host  # noqa: S104
        return f"http://{host}:{self.port}"

    def run(self, *, demo: bool) -> None:
        """Start everything, keep it running, and stop it all when asked by SIGTERM or Ctrl-C.

        Raises: SetupError.
        """
        for wish in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wish, self._ask_to_stop)
        self.home.ensure()
        with self._alone():
            _require_free_port(self.host, self.port)
            self._prepare_environment(demo=demo)
            cluster = embedded_cluster(self.home)
            web = Service("web", _steelyard("web", "--host", self.host, "--port", str(self.port)))
            services = [web, Service("worker", _steelyard("worker"), niceness=_WORKER_NICENESS)]
            try:
                if cluster is not None and is_installed_as_noted(self.home):
                    # Nothing new to migrate, by all that is known without the database: the web loads while that starts.
                    embedded_urls(self.home, cluster).export()
                    web.tend()
                urls = ensure_database(self.home, cluster)
                urls.export()
                if not is_migrated(self.home, urls):
                    web.stop(patience_seconds=_STOP_PATIENCE_SECONDS)
                    self._migrate(urls)
                if demo:
                    self._load_demo_once()
                self._tend(services, keep_database=cluster.keep_running if cluster else None)
            except Stopped:
                pass
            finally:
                for service in services:
                    service.ask_to_stop()
                for service in services:
                    service.stop(patience_seconds=_STOP_PATIENCE_SECONDS)
                self._counters.cleanup()
                if cluster is not None and not cluster.release(wait=True):
                    report("database_stays", reason="another command uses it")

    # --- Before ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the data directory for this process; a second one is told where the first one answers."""
        note = self.home.run / "up.json"
        lock = FileLock(self.home.run / "up.lock")
        if not lock.try_exclusively():
            running = json.loads(note.read_text()) if note.exists() else {"address": "an unknown address", "pid": "?"}
            raise SetupError(f"Steelyard already runs at {running['address']} (process {running['pid']}).")
        note.write_text(json.dumps({"address": self.address, "pid": os.getpid()}))
        try:
            yield
        finally:
            note.unlink(missing_ok=True)
            lock.release()

    def _prepare_environment(self, *, demo: bool) -> None:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = self._counters.name
        os.environ["STEELYARD_HOME"] = str(self.home.root)
        os.environ["PORT"] = str(self.port)
        if demo:
            os.environ["STEELYARD_DEMO"] = "1"

    def _migrate(self, urls: DatabaseUrls) -> None:
        self._complete(_steelyard("migrate"))
        remember_migrated(self.home, urls)

    def _load_demo_once(self) -> None:
        marker = self.home.root / "demo_loaded"
        if not marker.exists():
            self._complete(_steelyard("demo"))
            marker.touch()

    def _complete(self, command: list[str]) -> None:
        """Run a command to its end. Raises: SetupError when it fails, Stopped."""
        child = spawn(command)
        try:
            while child.poll() is None:
                self._pause(0.02)
        finally:
            end(child, patience_seconds=_STOP_PATIENCE_SECONDS)
        if child.returncode != 0:
            raise SetupError(f"`steelyard {' '.join(command[3:])}` failed (exit code {child.returncode}).")

    # --- While it runs --------------------------------------------------------------------------------------------

    def _tend(self, services: list[Service], *, keep_database: Callable[[], None] | None) -> None:
        """Restart what ends until asked to stop; the web has the machine to itself until it answers. Raises: Stopped."""
        is_serving = is_announced = False
        while True:
            if keep_database is not None:
                _attempt(keep_database)
            for service in services if is_serving else services[:1]:
                service.tend()
            is_serving = is_serving or self._answers("/healthz")
            if not is_announced and self._answers("/readyz"):
                is_announced = True
                self.announce(self.address)
            self._pause(_LOOK_EVERY_SECONDS if is_announced else 0.1)

    def _answers(self, path: str) -> bool:
        try:
            url = f"http://{_dialable(self.host)}:{self.port}{path}"
            with urllib.request.urlopen(url, timeout=_READY_TIMEOUT_SECONDS) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped


def _steelyard(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "steelyard", *arguments]


def _attempt(keep_database: Callable[[], None]) -> None:
    try:
        keep_database()
    except SetupError as error:
        report("database_down", error=str(error))
        time.sleep(1)


def _dialable(host: str) -> str:
    """Return the address under which this machine reaches a server that listens on `host`."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1" if host == "0.0.0.0" else "[::1]"  # noqa: S104
    return f"[{host}]" if ":" in host else host


def _require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"Port {port} on {host} cannot be used: {error.strerror}. Set PORT to a free one."
            ) from error
