"""Whom live sessions tell of what happens, with the calendar file, and what they do when people come and go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from steelyard.identity.events import PersonDeactivated, PersonJoined, PersonReactivated
from steelyard.kernel.ids import public_id
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.sessions.calendars import Method
from steelyard.learning.sessions.commands import follow_attendee
from steelyard.learning.sessions.diaries import write_invitation
from steelyard.learning.sessions.events import (
    AttendanceRecorded,
    AttendeeEvent,
    AttendeeRegistered,
    AttendeeReminded,
    AttendeeSeated,
    AttendeeWaits,
    AttendeeWithdrawn,
    RecordingAdded,
    SessionCanceled,
    SessionMoved,
)
from steelyard.learning.sessions.terms import Ahead
from steelyard.platform.directory import PersonCard
from steelyard.platform.notifications import Attachment, Change, attaches, is_urgent_when, notify, tells_changes
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.ui.writing import moment

_SOON_HOURS = 24
_FILE = "session.ics"


@reacts_to(PersonJoined, PersonReactivated, PersonDeactivated)
def take_registrations_along(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the instant is that of the move
    """Let somebody's registrations for what lies ahead follow them where they belong."""
    follow_attendee(person_id=happened.event.subject_id, now=happened.occurred_at)


@reacts_to(SessionMoved, SessionCanceled, RecordingAdded)
def tell_everybody_registered(happened: Happened, now: datetime) -> None:
    """Tell those who have a seat or wait for one what became of their session."""
    session_id = happened.event.subject_id
    people = Attendee.objects.filter(session=session_id, withdrawn_at=None).values_list("person_id", flat=True)
    notify(list(people), happened, url=_url(session_id), now=now)


@reacts_to(AttendeeRegistered, AttendeeWaits, AttendeeSeated, AttendeeWithdrawn, AttendeeReminded, AttendanceRecorded)
def tell_attendee(happened: Happened, now: datetime) -> None:
    """Tell somebody what became of their registration; what they did themselves they know."""
    event: AttendeeEvent = happened.event
    notify([event.person_id], happened, url=_url(event.session_id), now=now)


@is_urgent_when(SessionMoved, SessionCanceled, AttendeeReminded)
def is_urgent(happened: Happened) -> bool:
    """Tell whether what happened concerns a session that begins within a day."""
    event = happened.event
    if isinstance(event, AttendeeReminded):
        return event.ahead == Ahead.HOUR
    session = LiveSession.objects.get(id=event.subject_id)
    soonest = min(session.starts_at, event.previous_starts_at) if isinstance(event, SessionMoved) else session.starts_at
    return (soonest - happened.occurred_at).total_seconds() < _SOON_HOURS * 3600


@tells_changes(SessionMoved, AttendeeReminded)
def tell_when(happened: Happened, reader: PersonCard) -> Sequence[Change]:
    """Say when and where a session is, and was, by the reader's own clock and by that of the session."""
    event = happened.event
    if isinstance(event, AttendeeReminded):
        return [Change(label=_("When"), old=None, new=_when(event.starts_at, event.zone, reader))]
    changes = []
    old, new = (
        _when(event.previous_starts_at, event.previous_zone, reader),
        _when(event.starts_at, event.zone, reader),
    )
    if old != new or event.previous_ends_at != event.ends_at:
        ends = (_when(event.previous_ends_at, event.previous_zone, reader), _when(event.ends_at, event.zone, reader))
        changes = [Change(label=_("Begins"), old=old, new=new), Change(label=_("Ends"), old=ends[0], new=ends[1])]
    if event.place != event.previous_place:
        changes.append(Change(label=_("Where"), old=event.previous_place or None, new=event.place or None))
    return changes


@attaches(SessionMoved, SessionCanceled, AttendeeRegistered, AttendeeSeated, AttendeeReminded)
def attach_file(happened: Happened, reader: PersonCard) -> Sequence[Attachment]:
    """Give those who have a seat the file that brings their calendar up to date: the same entry, in its newest version."""
    event = happened.event
    session_id = event.session_id if isinstance(event, AttendeeEvent) else event.subject_id
    own = Attendee.objects.filter(session=session_id, person=reader.id, withdrawn_at=None, seated_at__isnull=False)
    if not own.exists():
        return []
    method = Method.CANCEL if isinstance(event, SessionCanceled) else Method.REQUEST
    content = write_invitation(session_id, reader, method=method)
    return [Attachment(name=_FILE, content=content, content_type="text/calendar", params={"method": str(method)})]


def _when(at: datetime, zone: str, reader: PersonCard) -> str:
    zones = dict.fromkeys((reader.time_zone, zone))
    return " · ".join(_by_clock(at, one) for one in zones)


def _by_clock(at: datetime, zone: str) -> str:
    with timezone.override(ZoneInfo(zone)):
        return f"{moment(at)} ({zone})"


def _url(session_id: UUID) -> str:
    return reverse("learning:live-session", args=[public_id(LiveSession.PREFIX, session_id)])
