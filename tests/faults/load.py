"""Work for the installation while it is broken: registrations from several threads, each acknowledged or refused."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from types import TracebackType

import httpx

from steelyard.platform.clock import utc_now
from tests.faults.conftest import Running

_WORDS = (
    "Albatros",
    "Bernstein",
    "Cobalt",
    "Drossel",
    "Eiche",
    "Falke",
    "Granit",
    "Hafen",
    "Iltis",
    "Jaspis",
    "Kranich",
)
_serial = count(1)


def registration() -> dict[str, object]:
    """Return a registration for a customer that no other is about."""
    number = next(_serial)
    name = (
        f"{_WORDS[number % 11]}{_WORDS[number // 11 % 11].lower()}{_WORDS[number // 121 % 11].lower()} {number * 7919}"
    )
    return {
        "company": {"name": name, "country": "DE"},
        "lines": [{"family": "cloud"}],
        "value": {"amount": "36000.00", "currency": "EUR"},
        "close_on": (utc_now() + timedelta(days=90)).date().isoformat(),
        "contact": {"name": "Ines Holm", "email": "ines.holm@example.com"},
    }


@dataclass
class Load:
    """Threads that register until told to stop; they keep what they were told."""

    running: Running
    threads: int = 4
    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    recovered_at: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _workers: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        self._workers = [threading.Thread(target=self._register) for _ in range(self.threads)]
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Register nothing more; what is on its way is waited for."""
        self._stop.set()
        for worker in self._workers:
            worker.join(60)

    def _register(self) -> None:
        with self.running.program("acme_seller") as program:
            while not self._stop.is_set():
                try:
                    answer = program.post("/deal-registrations", json=registration())
                except httpx.TransportError:
                    self.statuses[0] += 1
                    time.sleep(0.05)
                    continue
                self.statuses[answer.status_code] += 1
                if answer.status_code == 201:
                    self.acknowledged.append(answer.json()["id"])
                    self.recovered_at = time.monotonic()
                elif answer.status_code == 503:
                    self.without_retry_after += "Retry-After" not in answer.headers
                    time.sleep(0.2)
