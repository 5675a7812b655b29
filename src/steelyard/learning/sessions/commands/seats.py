"""Giving seats and freeing them, under the lock of their session."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from steelyard.kernel.actors import SYSTEM
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.sessions.events import AttendeeEvent, AttendeeSeated
from steelyard.learning.sessions.policies import choose_next
from steelyard.learning.sessions.queries import STATE_CONDITIONS
from steelyard.learning.sessions.terms import AttendeeState
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record

E = TypeVar("E", bound=AttendeeEvent)


def lock_session(session_id: UUID) -> LiveSession:
    """Return a session that nobody else gives seats of until this transaction ends; call as the system."""
    return LiveSession.objects.select_for_update().get(id=session_id)


def count_seats(session: LiveSession) -> None:
    """Keep how many seats of a locked session are taken."""
    session.seats_taken = session.attendees.filter(STATE_CONDITIONS[AttendeeState.SEATED]).count()
    session.save(update_fields=["seats_taken"])


def move_up(session: LiveSession, *, now: datetime) -> None:
    """Give the free seats of a locked session to those who wait longest, as long as it is not over; call as the system."""
    if now >= session.ends_at:
        return
    waiting = list(session.attendees.filter(STATE_CONDITIONS[AttendeeState.WAITING]).order_by("registered_at", "id"))
    for attendee in choose_next(waiting, session.seats, session.seats_taken):
        attendee.seated_at = now
        attendee.save(update_fields=["seated_at"])
        record(event_of(AttendeeSeated, attendee, session), actor=SYSTEM, now=now, related=[session.id])
    if waiting:
        count_seats(session)


def event_of(kind: type[E], attendee: Attendee, session: LiveSession, **said: object) -> E:
    """Return what happened to somebody's registration."""
    person = find_people({attendee.person_id}).get(attendee.person_id, SOMEONE)
    return kind(
        subject_id=attendee.id,
        subject_label=session.title,
        partner_id=attendee.partner_id,
        session_id=session.id,
        person_id=attendee.person_id,
        person=person.name,
        **said,
    )
