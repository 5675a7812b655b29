"""Reactions: what contexts do after an event, each exactly once, each in its own transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.events import Event
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, ReactionMarker


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event as a reaction hears it: the typed event with when and by whom."""

    id: UUID
    event: Any
    occurred_at: datetime
    actor_id: UUID | None


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


def enqueue(recorded: Iterable[tuple[UUID, str]]) -> None:
    """Enqueue one job per event that somebody reacts to, in the caller's transaction."""
    from steelyard.platform.jobs import react  # jobs import the reactions they run

    for event_id, event_type in recorded:
        if event_type in _reactions:
            react.defer(event_id=str(event_id))


def run(event_id: UUID, now: datetime) -> None:
    """Run every reaction to the event that has not run yet.

    The marker commits with the effect: a worker killed in the middle leaves neither, and the retried job does only the rest.
    """
    from steelyard.platform.events import load

    with acting_as(SYSTEM):
        row = EventRecord.objects.get(id=event_id)
    happened = Happened(id=row.id, event=load(row), occurred_at=row.occurred_at, actor_id=row.actor_id)
    for name, reaction in _reactions.get(row.type, {}).items():
        with acting_as(SYSTEM):
            marker = ReactionMarker(event_id=event_id, reaction=name, done_at=now)
            if ReactionMarker.objects.bulk_create([marker], ignore_conflicts=True) and _is_ours(marker):
                reaction(happened, now)
