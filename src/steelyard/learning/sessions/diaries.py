"""Whose calendar holds which sessions: one file to take along, one that a mail brings, the feed of one person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.identity.public import find_affiliations
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.learning.models import Attendee, CalendarFeed, LiveSession
from steelyard.learning.sessions.calendars import Entry, Method, Parties, write_calendar
from steelyard.learning.sessions.policies import digest_of
from steelyard.learning.sessions.queries import get_row
from steelyard.learning.sessions.terms import SessionState
from steelyard.platform.db import as_system
from steelyard.platform.directory import PersonCard

_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCard:
    """That somebody's calendar follows their sessions, since when."""

    created_at: datetime


def find_feed(actor: Actor) -> FeedCard | None:
    """Return since when the actor's calendar has an address; the address itself is shown once and kept nowhere."""
    row = CalendarFeed.objects.filter(person=actor.person_id).first() if actor.person_id else None
    return FeedCard(created_at=row.created_at) if row else None


def write_file(actor: Actor, session_id: UUID) -> bytes:
    """Return a session as a file to be taken along. Raises: NotFound, also for a draft."""
    row = get_row(actor, session_id)
    if row.state == SessionState.DRAFT:
        raise NotFound
    return write_calendar([_entry(row)], method=Method.PUBLISH)


def write_invitation(session_id: UUID, reader: PersonCard, *, method: Method) -> bytes:
    """Return a session as the file that a mail brings to somebody who is registered; call as the system."""
    row = LiveSession.objects.get(id=session_id)
    parties = Parties(
        organizer=settings.HOST_NAME,
        organizer_mail=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee=reader.name,
        attendee_mail=reader.email,
    )
    return write_calendar([_entry(row)], method=method, parties=parties)


def write_feed(secret: str, *, at: datetime) -> bytes:
    """Return the sessions of the person whose address it is, also those canceled, from a quarter of a year ago on.

    Raises: NotFound, also for somebody who belongs nowhere any more.
    """
    with as_system():
        feed = CalendarFeed.objects.filter(secret_hash=digest_of(secret)).first()
        if feed is None or not find_affiliations({feed.person_id}).get(feed.person_id):
            raise NotFound
        rows = Attendee.objects.filter(
            person=feed.person_id, withdrawn_at=None, session__ends_at__gt=at - _BACK
        ).select_related("session")
        found = list(rows.order_by("session__starts_at", "session_id"))
        entries = [_entry(row.session, is_tentative=row.seated_at is None) for row in found]
    name = _("Live sessions of {host}").format(host=settings.HOST_NAME)
    return write_calendar(entries, method=Method.PUBLISH, name=name)


def _entry(row: LiveSession, *, is_tentative: bool = False) -> Entry:
    return Entry(
        uid=f"{row.public_id}@steelyard",
        sequence=row.sequence,
        title=row.title,
        description=row.description,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        place=row.place,
        url=settings.BASE_URL + _address(row),
        changed_at=row.updated_at,
        is_canceled=row.state == SessionState.CANCELED,
        is_tentative=is_tentative,
    )


def _address(row: LiveSession) -> str:
    name = "learning:session-join" if row.link and row.state == SessionState.PUBLISHED else "learning:live-session"
    return reverse(name, args=[row.public_id])
