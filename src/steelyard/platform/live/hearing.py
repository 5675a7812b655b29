"""Who hears: sessions that asked through the whole application lately, and are proved again every moment they are remembered.

A stamp stands for everything that the answer of the application depended on. Identity says how the stamps of sessions are found;
a session without a stamp, or with another one, is not answered from memory any more, and finds out for itself.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.platform.live.memory import ME, Ear, Topic, parse_topic

PROVED_FOR_SECONDS = 1.0
PROVE_EVERY_SECONDS = 0.5
ADMITTED_FOR_SECONDS = 60.0
"""After that the session asks through the whole application again, whatever its stamp."""
MOST_TOPICS = 20

FindStamps = Callable[[Sequence[str]], dict[str, str]]
_stamp_finders: list[FindStamps] = []


@dataclass(slots=True, kw_only=True)
class Hearer:
    """A session that is answered from memory. The times are monotonic."""

    person_id: UUID
    partner_id: UUID | None
    stamp: str
    admitted_at: float
    proved_at: float
    asked_at: float

    def ears(self, names: Sequence[str]) -> dict[str, tuple[Topic, Ear]]:
        """Return the topics that a page names, each with the ear by which this session may hear of it."""
        topics = {name: parse_topic(name) for name in names[:MOST_TOPICS]}
        return {
            name: (topic, self.person_id if topic == ME else self.partner_id)
            for name, topic in topics.items()
            if topic is not None
        }


_hearers: dict[str, Hearer] = {}


def register(finder: FindStamps) -> None:
    """Tell the platform how the stamps of sessions are found; called once, by identity. It is called as the system."""
    _stamp_finders[:] = [finder]


def admit(session_key: str, actor: Actor) -> Hearer | None:
    """Let the session of an actor, which the application has just made sure of, be answered from memory for a while.

    Call as the system, in the transaction in which it was made sure of.
    """
    stamp = _stamp_finders[0]([session_key]).get(session_key)
    if stamp is None or actor.person_id is None or not (actor.is_host or actor.is_partner):
        return None
    at = time.monotonic()
    hearer = Hearer(
        person_id=actor.person_id, partner_id=actor.partner_id, stamp=stamp, admitted_at=at, proved_at=at, asked_at=at
    )
    _hearers[session_key] = hearer
    return hearer


def find_hearer(session_key: str) -> Hearer | None:
    """Return the session's hearer if it was proved within the last second, and note that it asked."""
    hearer = _hearers.get(session_key)
    at = time.monotonic()
    if hearer is None or at - hearer.proved_at > PROVED_FOR_SECONDS or at - hearer.admitted_at > ADMITTED_FOR_SECONDS:
        return None
    hearer.asked_at = at
    return hearer


def prove_all() -> None:
    """Look once whether all sessions that are remembered still are what they were; call as the system."""
    at = time.monotonic()
    stamps = _stamp_finders[0](list(_hearers))
    for key, hearer in list(_hearers.items()):
        if stamps.get(key) == hearer.stamp and at - hearer.asked_at < ADMITTED_FOR_SECONDS:
            hearer.proved_at = at
        elif _hearers.get(key) is hearer:
            del _hearers[key]


def is_anybody_there() -> bool:
    """Tell whether a session is remembered."""
    return bool(_hearers)
