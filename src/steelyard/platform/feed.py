"""The event log as people read it: the feed of one thing, of everything one may see, and the audit page with its filters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform import directory
from steelyard.platform.changes import settled_before
from steelyard.platform.events import event_types, load
from steelyard.platform.models import EventAbout, EventRecord
from steelyard.platform.paging import take
from steelyard.platform.visibility import visible_partner_ids
from steelyard.platform.wording import say

_MOST_NAMED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One line of a feed. `changes` are the event's own facts, for readers who open it."""

    id: str
    sequence: int
    type: str
    icon: str
    sentence: str
    actor: directory.PersonCard
    occurred_at: datetime
    subject_type: str
    subject_id: str
    subject_label: str
    partner_id: UUID | None
    is_internal: bool
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What an auditor asks for; empty fields do not restrict."""

    types: Collection[str] = ()
    words: str = ""
    """What the subject is called, or a part of it."""
    actor_id: UUID | None = None
    partner_id: UUID | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None
    """Replay: only what follows this sequence number, oldest first, as far as nothing before it can still appear."""


def _visible_to(actor: Actor) -> QuerySet[EventRecord]:
    rows = EventRecord.objects.order_by("-sequence")
    if actor.is_host or actor.is_system:
        return rows
    if not actor.is_partner:
        return rows.none()
    return rows.filter(is_internal=False, partner_id__in=visible_partner_ids(actor))


def _events_about(subject_id: UUID) -> QuerySet[EventAbout, UUID]:
    return EventAbout.objects.filter(subject_id=subject_id).values_list("event_id", flat=True)


def list_feed(actor: Actor, about: UUID, *, limit: int = 50, before: int | None = None) -> list[FeedEntry]:
    """Return the newest entries about one thing that the actor may see."""
    events = _events_about(about)
    # Named one by one they are read by their key; otherwise all that ever happened at a large partner might be gone through.
    named = list(events[: _MOST_NAMED + 1])
    rows = _visible_to(actor).filter(id__in=named if len(named) <= _MOST_NAMED else events)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    return _entries(rows[:limit])


def list_latest(actor: Actor, *, limit: int = 20) -> list[FeedEntry]:
    """Return the newest entries about anything the actor may see."""
    return _entries(_visible_to(actor)[:limit])


def find_entry(actor: Actor, event_id: UUID) -> FeedEntry | None:
    """Return one event as a reader of the log sees it, or None if the actor may not."""
    return next(iter(_entries(_visible_to(actor).filter(id=event_id))), None)


def list_audit(actor: Actor, wanted: AuditFilter, page: PageRequest) -> Page[FeedEntry]:
    """Return a page of the log as the audit page and the API show it."""
    rows = _visible_to(actor)
    if wanted.types:
        rows = rows.filter(type__in=list(wanted.types))
    if wanted.words:
        rows = rows.filter(subject_label__icontains=wanted.words)
    if wanted.actor_id:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.partner_id:
        rows = rows.filter(partner_id=wanted.partner_id)
    if wanted.subject_id:
        rows = rows.filter(id__in=_events_about(wanted.subject_id))
    if wanted.since:
        rows = rows.filter(occurred_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(occurred_at__lt=wanted.until)
    order = "-sequence"
    if wanted.after is not None:
        is_settled = Q(recorded_at=None) | Q(recorded_at__lt=settled_before())
        rows, order = rows.filter(is_settled, sequence__gt=wanted.after), "sequence"
    stretch = take(rows, page, (order,))
    return Page(items=_entries(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _entries(rows: Iterable[EventRecord]) -> list[FeedEntry]:
    loaded = list(rows)
    people = directory.find_people({row.actor_id for row in loaded if row.actor_id})
    return [_entry(row, people) for row in loaded]


def _entry(row: EventRecord, people: dict[UUID, directory.PersonCard]) -> FeedEntry:
    event = load(row)
    actor = people.get(row.actor_id, directory.SOMEONE) if row.actor_id else directory.THE_SYSTEM
    facts = event.payload()
    return FeedEntry(
        id=row.public_id,
        sequence=row.sequence,
        type=row.type,
        icon=event_types()[row.type].icon,
        sentence=say(event),
        actor=actor,
        occurred_at=row.occurred_at,
        subject_type=row.subject_type,
        subject_id=public_id(row.subject_type, row.subject_id),
        subject_label=row.subject_label,
        partner_id=row.partner_id,
        is_internal=row.is_internal,
        facts=facts,
    )
