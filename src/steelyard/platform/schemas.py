"""Shapes of the platform's own resources: events and notifications."""

from datetime import datetime
from typing import Any

from steelyard.platform.events import jsonable
from steelyard.platform.feed import FeedEntry
from steelyard.platform.http.schemas import Body, Schema
from steelyard.platform.models import Notification
from steelyard.platform.notifications import title_of


class EventOut(Schema):
    """One event of the log. `facts` are the event's own values; `sentence` is in the reader's language."""

    id: str
    sequence: int
    type: str
    occurred_at: datetime
    actor: str
    subject_type: str
    subject_id: str
    subject_label: str
    is_internal: bool
    sentence: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, entry: FeedEntry) -> "EventOut":
        return cls(
            id=entry.id,
            sequence=entry.sequence,
            type=entry.type,
            occurred_at=entry.occurred_at,
            actor=entry.actor.name,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            subject_label=entry.subject_label,
            is_internal=entry.is_internal,
            sentence=entry.sentence,
            facts=jsonable(entry.facts),
        )


class SealOut(Schema):
    """How far the log is sealed: the number of sealed events, and the last seal in hexadecimal; none before the first run."""

    position: int = 0
    digest: str = ""
    sealed_at: datetime | None = None


class NotificationOut(Schema):
    """One notification of the person who asks."""

    id: str
    event_type: str
    title: str
    url: str
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, row: Notification) -> "NotificationOut":
        return cls(
            id=row.public_id,
            event_type=row.event_type,
            title=title_of(row),
            url=row.url,
            created_at=row.created_at,
            read_at=row.read_at,
        )


class ReadIn(Body):
    """Which notifications were read; without `ids`, all of them."""

    ids: list[str] | None = None


class ReadOut(Schema):
    """How many notifications were unread until now."""

    marked: int


class WishOut(Schema):
    """How the person hears of one type of event."""

    event_type: str
    sentence: str
    in_app: bool
    mail: bool


class WishIn(Body):
    """How the person wants to hear of one type of event."""

    in_app: bool
    mail: bool
