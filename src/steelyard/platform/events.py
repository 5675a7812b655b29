"""Recording events in the transaction of the change, and reading them back typed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog
from pydantic import TypeAdapter

from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.platform import reactions
from steelyard.platform.models import EventAbout, EventRecord

E = TypeVar("E", bound=type[Event])

_types: dict[str, type[Event]] = {}
_adapters: dict[str, TypeAdapter[Any]] = {}


def event(cls: E) -> E:
    """Register an event class under its `type`, so that the log can give it back typed."""
    if cls.type in _types:
        raise ValueError(f"two events are called {cls.type}")
    _types[cls.type] = cls
    return cls


def event_types() -> dict[str, type[Event]]:
    """Return every registered event class by its type."""
    return dict(sorted(_types.items()))


def _adapter(event_type: str) -> TypeAdapter[Any]:
    if event_type not in _adapters:
        _adapters[event_type] = TypeAdapter(_types[event_type])
    return _adapters[event_type]


def record(*happened: Event, actor: Actor, now: datetime, related: Iterable[UUID] = ()) -> None:
    """Append the events to the log and enqueue their reactions, both in the caller's transaction.

    `related` are the other things whose feeds show the events. The clock is the caller's: one command, one instant.
    """
    write(describe(happened, actor=actor, now=now), related)


def write(rows: list[EventRecord], related: Iterable[UUID] = ()) -> None:
    """Append described events to the log, note whose feeds show them, and enqueue their reactions."""
    also = tuple(related)
    EventRecord.objects.bulk_create(rows)
    EventAbout.objects.bulk_create(
        EventAbout(subject_id=subject_id, event_id=row.id)
        for row in rows
        for subject_id in dict.fromkeys((row.subject_id, *also))
    )
    reactions.enqueue((row.id, row.type) for row in rows)


def describe(happened: Iterable[Event], *, actor: Actor, now: datetime) -> list[EventRecord]:
    """Return the rows of the log that say what happened, not written yet."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return [
        EventRecord(
            type=e.type,
            occurred_at=now,
            actor_kind=str(actor.kind),
            actor_id=actor.person_id,
            partner_id=e.partner_id,
            is_internal=e.is_internal,
            subject_type=e.subject_type,
            subject_id=e.subject_id,
            subject_label=e.subject_label,
            payload=_adapter(e.type).dump_python(e, mode="json", exclude={"subject_id", "subject_label", "partner_id"}),
            request_id=request_id,
        )
        for e in happened
    ]


_anything: TypeAdapter[Any] = TypeAdapter(Any)


def jsonable(value: Any) -> Any:
    """Return the value as plain JSON types: ids and decimals as text, instants in ISO 8601."""
    return _anything.dump_python(value, mode="json")


def load(row: EventRecord) -> Event:
    """Return the typed event behind a row of the log."""
    common = {"subject_id": row.subject_id, "subject_label": row.subject_label, "partner_id": row.partner_id}
    loaded: Event = _adapter(row.type).validate_python({**row.payload, **common})
    return loaded


def get_happened(event_id: UUID) -> reactions.Happened:
    """Return a recorded event as reactions hear it. Raises: EventRecord.DoesNotExist."""
    row = EventRecord.objects.get(id=event_id)
    return reactions.Happened(id=row.id, event=load(row), occurred_at=row.occurred_at, actor_id=row.actor_id)
