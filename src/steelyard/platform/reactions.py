"""Reactions: what contexts do after an event, each exactly once, each in its own transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.events import Event
from steelyard.platform.db import acting_as

REACT_TASK = "steelyard.platform.react"
ENQUEUE = f"""
    select procrastinate_defer_jobs_v1(array_agg(
        row('default', '{REACT_TASK}', 0, null, null, jsonb_build_object('event_id', id), null)::procrastinate_job_to_defer_v1
    )) from unnest(%s::uuid[]) as id having count(*) > 0
"""  # noqa: S608 - the parts are constants
"""The statement that enqueues one job per event id: the job library's own, as a part of the statement that records the events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event as a reaction hears it: the typed event with when and by whom; `request_id` is what began it all."""

    id: UUID
    event: Any
    occurred_at: datetime
    actor_id: UUID | None
    request_id: str = ""


Reaction = Callable[[Happened, datetime], None]
R = TypeVar("R", bound=Reaction)

_reactions: dict[str, dict[str, Reaction]] = {}


def reacts_to(*event_classes: type[Event]) -> Callable[[R], R]:
    """Register a reaction; it is called once per event as `reaction(happened, now)`, acting as the system.

    Effects outside the database are at-least-once: give the peer `happened.id` as the idempotency key.
    """

    def register(reaction: R) -> R:
        name = f"{reaction.__module__}.{reaction.__name__}"
        for cls in event_classes:
            _reactions.setdefault(cls.type, {})[name] = reaction
        return reaction

    return register


def are_to(event_type: str) -> bool:
    """Tell whether anybody reacts to events of that type."""
    return event_type in _reactions


def run(happened: Happened, now: datetime) -> None:
    """Run every reaction to the event that has not run yet, each in a transaction of its own.

    The marker commits with the effect: a worker killed in the middle leaves neither, and the retried job does only the rest.
    """
    for name, reaction in _reactions.get(happened.event.type, {}).items():
        with acting_as(SYSTEM):
            if _claim(happened.id, name, now):
                reaction(happened, now)


def _claim(event_id: UUID, reaction: str, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into platform_reactionmarker (event_id, reaction, done_at) values (%s, %s, %s) on conflict do nothing",
            (event_id, reaction, now),
        )
        return bool(cursor.rowcount)
