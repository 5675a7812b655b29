"""Shapes of the platform's own resources: events and notifications."""

from datetime import datetime, time
from typing import Annotated, Any

from pydantic import Field

from steelyard.platform.events import jsonable
from steelyard.platform.feed import FeedEntry
from steelyard.platform.http.schemas import Body, Schema
from steelyard.platform.mail_times import MailTimes, Rhythm
from steelyard.platform.models import Notification
from steelyard.platform.notifications import title_of

Minute = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["07:00"])]
"""A time of the day as the clock on the wall shows it."""


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
    mail: Rhythm


class WishIn(Body):
    """How the person wants to hear of one type of event."""

    in_app: bool
    mail: Rhythm


class MailTimesIn(Body):
    """When mails may come, by the clock where the person is; quiet hours have both ends or none."""

    quiet_from: Minute | None = None
    quiet_until: Minute | None = None
    urgent_passes: bool = True
    digest_at: Minute = "07:00"
    digest_weekday: Annotated[int, Field(ge=0, le=6, description="Monday is 0.")] = 0

    def times(self) -> MailTimes:
        """Return them as values."""
        return MailTimes(
            quiet_from=time.fromisoformat(self.quiet_from) if self.quiet_from else None,
            quiet_until=time.fromisoformat(self.quiet_until) if self.quiet_until else None,
            urgent_passes=self.urgent_passes,
            digest_at=time.fromisoformat(self.digest_at),
            digest_weekday=self.digest_weekday,
        )


class MailTimesOut(Schema):
    """When mails to the person may come, by the clock of `time_zone`, which is the profile's."""

    quiet_from: Minute | None
    quiet_until: Minute | None
    urgent_passes: bool
    digest_at: Minute
    digest_weekday: int
    time_zone: str

    @classmethod
    def of(cls, times: MailTimes) -> "MailTimesOut":
        return cls(
            quiet_from=f"{times.quiet_from:%H:%M}" if times.quiet_from else None,
            quiet_until=f"{times.quiet_until:%H:%M}" if times.quiet_until else None,
            urgent_passes=times.urgent_passes,
            digest_at=f"{times.digest_at:%H:%M}",
            digest_weekday=times.digest_weekday,
            time_zone=times.zone.key,
        )
