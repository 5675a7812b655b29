"""Recording events in the transaction of the change, and reading them back typed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
import structlog
from django.db import connection
from pydantic import TypeAdapter

from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.platform import reactions
from steelyard.platform.models import EventRecord

E = TypeVar("E", bound=type[Event])

_COLUMNS = {
    "id": "uuid",
    "type": "text",
    "occurred_at": "timestamptz",
    "actor_kind": "text",
    "actor_id": "uuid",
    "partner_id": "uuid",
    "is_internal": "boolean",
    "subject_type": "text",
    "subject_id": "uuid",
    "subject_label": "text",
    "payload": "jsonb",
    "request_id": "text",
}
# One statement for both tables and the jobs, and without the ORM's detour: every command ends here.
_INSERT = f"""
    with happened as (
        insert into platform_event ({", ".join(_COLUMNS)})
        select * from unnest({", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())})
    ), seen_at as (
        insert into platform_eventabout (subject_id, event_id) select * from unnest(%s::uuid[], %s::uuid[])
    )
    {reactions.ENQUEUE}
"""  # noqa: S608 - the parts are constants

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


def record_each(happened: Sequence[tuple[Event, Sequence[UUID]]], *, actor: Actor, now: datetime) -> None:
    """Append the events to the log as `record` does, each with the other things whose feeds show it."""
    rows = describe((one for one, _related in happened), actor=actor, now=now)
    _append(rows, [(row.subject_id, *related) for row, (_one, related) in zip(rows, happened, strict=True)])


def write(rows: list[EventRecord], related: Iterable[UUID] = ()) -> None:
    """Append described events to the log, note whose feeds show them, and enqueue their reactions."""
    also = tuple(related)
    _append(rows, [(row.subject_id, *also) for row in rows])


def _append(rows: list[EventRecord], shown_in: Sequence[Sequence[UUID]]) -> None:
    about = [(one, row.id) for row, feeds in zip(rows, shown_in, strict=True) for one in dict.fromkeys(feeds)]
    columns = [[_stored(row, name) for row in rows] for name in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                *columns,
                *([one for one, _ in about], [event_id for _, event_id in about]),
                [row.id for row in rows if reactions.are_to(row.type)],
            ],
        )


def _stored(row: EventRecord, column: str) -> Any:
    value = getattr(row, column)
    return orjson.dumps(value).decode() if column == "payload" else value


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


def restore(event_type: str, facts: Mapping[str, Any], subject_id: UUID, subject_label: str) -> Event:
    """Return the typed event of that type with these facts, as plain JSON types keep them."""
    restored: Event = _adapter(event_type).validate_python(
        {**facts, "subject_id": subject_id, "subject_label": subject_label}
    )
    return restored


def get_happened(event_id: UUID) -> reactions.Happened:
    """Return a recorded event as reactions hear it. Raises: EventRecord.DoesNotExist."""
    row = EventRecord.objects.get(id=event_id)
    return happened_of(row)


def happened_of(row: EventRecord) -> reactions.Happened:
    """Return a row of the log as reactions hear it."""
    return reactions.Happened(
        id=row.id,
        event=load(row),
        occurred_at=row.occurred_at,
        actor_id=row.actor_id,
        request_id=row.request_id,
    )
