"""Workers of an installation that the tests start and kill themselves, without the pauses that a supervisor makes."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from typing import Self

import psycopg

from tests.faults.conftest import Running
from tests.runtime.installations import clean_environment, eventually

_LISTENING = "select from pg_stat_activity where application_name = %s and query ilike 'listen %%'"
_serial = count(1)


@dataclass
class Worker:
    """One `steelyard worker`."""

    environment: dict[str, str]
    url: str
    process: subprocess.Popen[bytes] | None = None
    _name: str = ""

    @classmethod
    def of(cls, running: Running) -> Self:
        """Start a worker beside that of the installation."""
        environment = clean_environment(running.installation.home)
        return cls.start_with({**environment, "STEELYARD_LOG_LEVEL": "ERROR"}, running.database_url)

    @classmethod
    def start_with(cls, environment: dict[str, str], url: str) -> Self:
        """Start a worker in that environment; `url` is where its database is."""
        worker = cls(environment, url)
        worker.start()
        return worker

    def start(self) -> None:
        """Start it."""
        self._name = f"worker {next(_serial)}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "steelyard", "worker"],
            env={**self.environment, "PGAPPNAME": self._name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def has_begun(self) -> None:
        """Wait until it takes jobs."""
        eventually(self._listens, within=120)

    def kill(self) -> None:
        """Kill it, as the kernel does when memory runs out."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def _listens(self) -> bool:
        with psycopg.connect(self.url, autocommit=True) as reader:
            return reader.execute(_LISTENING, [self._name]).fetchone() is not None
