"""The one ear of a web process: a thread that hears what is committed, and remembers for whom it is.

The triggers of migration 0009 say on one channel which events were recorded about what, and whose notifications changed. Who may
hear of an event is read with it: the partners that see its partner's rows, by the relation that row-level security reads.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.db import connection

from steelyard.platform.db import DATABASE_IS_AWAY, as_system
from steelyard.platform.live import hearing
from steelyard.platform.live.memory import ME, Answer, Ear, Memory

_CHANNEL = "steelyard_live"
_GATHER_SECONDS = 0.02
_FORGET_EVERY_SECONDS = 10.0
_PAUSE_SECONDS = 1.0
_FRESH_SECONDS = 2.0
_READ_AT_ONCE = 1000

_READ = """
    select e.id, e.subject_type, case when e.is_internal then '{}' else array(
        select viewer_id from platform_visibility v where v.partner_id = e.partner_id
    ) end
    from platform_event e where e.id = any(%s)
"""

_log = structlog.get_logger("steelyard.live")


class Listener:
    """Hears while anybody asks; after a silence it begins with an empty memory, and pages look at everything."""

    def __init__(self) -> None:
        self._memory: Memory | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()

    def ensure_running(self) -> None:
        """Start to listen, unless this process does already."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._stopping.clear()
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop listening and wait for the end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def is_listening(self) -> bool:
        """Tell whether the process hears at present."""
        return self._memory is not None

    def answer(self, hearer: hearing.Hearer, names: list[str], *, since: float) -> Answer:
        """Return what the page should hear; as long as nothing is known for sure it is told nothing and asks again from there."""
        memory = self._memory
        if memory is None or time.time() - memory.as_of > _FRESH_SECONDS:
            return Answer(since=since, news={})
        return memory.tell(hearer.ears(names), since=since)

    def _run(self) -> None:
        while not self._is_over():
            try:
                self._listen()
            except (psycopg.OperationalError, *DATABASE_IS_AWAY) as error:
                _log.warning("live_interrupted", error=type(error).__name__)
                self._stopping.wait(_PAUSE_SECONDS)
            finally:
                self._memory = None
                connection.close()

    def _is_over(self) -> bool:
        return self._stopping.is_set() or not hearing.is_anybody_there()

    def _listen(self) -> None:
        with psycopg.connect(**_parameters(), autocommit=True) as ear:
            ear.execute(f"listen {_CHANNEL}")
            memory = Memory(time.time())
            forget_at = time.monotonic() + _FORGET_EVERY_SECONDS
            while not self._is_over():
                said = [notice.payload for notice in ear.notifies(timeout=hearing.PROVE_EVERY_SECONDS, stop_after=1)]
                with as_system():
                    _remember(said, memory)
                    hearing.prove_all()
                connection.close()  # back to the pool
                ear.execute("select 1")  # it still hears
                memory = memory.as_of_now(time.time())
                self._memory = memory
                if time.monotonic() > forget_at:
                    memory.forget_old(now=memory.as_of)
                    forget_at = time.monotonic() + _FORGET_EVERY_SECONDS
                if said:
                    self._stopping.wait(_GATHER_SECONDS)


def _parameters() -> dict[str, Any]:
    keep = {"dbname", "host", "port", "user", "password", "sslmode"}
    return {name: value for name, value in connection.get_connection_params().items() if name in keep}


def _remember(said: Iterable[str], memory: Memory) -> None:
    """Remember payloads of the channel: `about EVENT SUBJECT, …` and `notice PERSON ID`."""
    subjects: dict[UUID, list[UUID]] = defaultdict(list)
    for payload in said:
        kind, _, rest = payload.partition(" ")
        if kind == "notice":
            person, _, notice = rest.partition(" ")
            memory.note(notice, ME, UUID(person), at=time.time())
            continue
        for pair in rest.split(","):
            event, _, subject = pair.partition(" ")
            subjects[UUID(event)].append(UUID(subject))
    events = list(subjects)
    for start in range(0, len(events), _READ_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_READ, [events[start : start + _READ_AT_ONCE]])
            for event_id, kind, viewers in cursor.fetchall():
                ears: list[Ear] = [None, *viewers]
                for topic in (kind, *subjects[event_id]):
                    for ear in ears:
                        memory.note(event_id.hex, topic, ear, at=time.time())


listener = Listener()
