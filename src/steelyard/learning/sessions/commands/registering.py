"""Registering for a session and withdrawing, following people who move, and reminding them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.identity.public import find_affiliations
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.commands.enrollments import require_members
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.sessions.commands.seats import count_seats, event_of, lock_session, move_up
from steelyard.learning.sessions.events import AttendeeRegistered, AttendeeReminded, AttendeeWaits, AttendeeWithdrawn
from steelyard.learning.sessions.policies import find_reminder
from steelyard.learning.sessions.queries import STATE_CONDITIONS, get_row, is_for
from steelyard.learning.sessions.refusals import AlreadyRegistered, RegistrationOver, SessionNotForYou, SessionNotOpen
from steelyard.learning.sessions.terms import Ahead, AttendeeState, SessionState
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record


@transaction.atomic
def register_attendee(
    *, actor: Actor, session_id: UUID, person_id: UUID, partner_id: UUID | None, now: datetime
) -> UUID:
    """Give somebody a seat in a session, or a place on its waiting list where it is full; return the registration.

    People register themselves; an administrator registers its people, and those who run sessions anybody. The seats of a session
    are given under its lock, so that two who want the last one do not both get it.

    Raises: NotFound, NotAllowed, SessionNotOpen, SessionNotForYou, NotAMember, AlreadyRegistered.
    """
    found = get_row(actor, session_id)
    is_self = person_id == actor.person_id and partner_id == actor.partner_id
    if not (is_self and permissions.can_learn(actor)) and not permissions.can_enroll_others(actor, partner_id):
        raise NotAllowed
    if not permissions.can_run_sessions(actor) and not is_for(actor, found, at=now):
        raise SessionNotForYou
    require_members([person_id], partner_id)
    with as_system():
        session = lock_session(session_id)
        if session.state != SessionState.PUBLISHED or session.ends_at <= now:
            raise SessionNotOpen
        if session.attendees.filter(person=person_id, withdrawn_at=None).exists():
            raise AlreadyRegistered(name=find_people({person_id}).get(person_id, SOMEONE).name)
        is_seated = session.seats is None or session.seats_taken < session.seats
        attendee = Attendee.objects.create(
            session=session,
            person_id=person_id,
            partner_id=partner_id,
            registered_at=now,
            registered_by=actor.person_id,
            seated_at=now if is_seated else None,
        )
        count_seats(session)
        happened = event_of(AttendeeRegistered if is_seated else AttendeeWaits, attendee, session)
        record(happened, actor=actor, now=now, related=[session.id])
    return attendee.id


@transaction.atomic
def withdraw_attendee(*, actor: Actor, attendee_id: UUID, now: datetime) -> None:
    """Take somebody's registration back before the session begins; the seat goes to whoever waits longest.

    Raises: NotFound, NotAllowed, RegistrationOver.
    """
    found = Attendee.visible_to(actor).filter(id=attendee_id).first()
    if found is None:
        raise NotFound
    is_own = found.person_id == actor.person_id and found.partner_id == actor.partner_id
    if not is_own and not permissions.can_enroll_others(actor, found.partner_id):
        raise NotAllowed
    with as_system():
        session = lock_session(found.session_id)
        attendee = Attendee.objects.get(id=found.id)
        if attendee.withdrawn_at is not None or session.starts_at <= now:
            raise RegistrationOver
        _withdraw(attendee, session, actor=actor, now=now)


@transaction.atomic
def follow_attendee(*, person_id: UUID, now: datetime) -> None:
    """Let the registrations of somebody for what lies ahead go along to where they belong; call as the system.

    Whoever belongs nowhere does not come, and frees the seat.
    """
    belongs_to = find_affiliations({person_id}).get(person_id, frozenset())
    ahead = Attendee.objects.filter(person=person_id, withdrawn_at=None, session__starts_at__gt=now)
    for attendee in ahead.order_by("session_id"):
        if not belongs_to:
            _withdraw(attendee, lock_session(attendee.session_id), actor=SYSTEM, now=now)
        elif attendee.partner_id not in belongs_to:
            attendee.partner_id = next(iter(sorted(belongs_to, key=str)))
            attendee.save(update_fields=["partner"])


@transaction.atomic
def remind_attendees(*, session_id: UUID, now: datetime) -> int:
    """Remind those who have a seat in a session that begins soon, and return how many; call as the system."""
    session = lock_session(session_id)
    if session.state != SessionState.PUBLISHED:
        return 0
    seated = list(session.attendees.filter(STATE_CONDITIONS[AttendeeState.SEATED]))
    happened = []
    for attendee in seated:
        ahead = find_reminder(
            session.starts_at, at=now, reminded=Ahead(attendee.reminded) if attendee.reminded else None
        )
        if ahead is None:
            continue
        attendee.reminded = ahead
        attendee.save(update_fields=["reminded"])
        happened.append(
            event_of(
                AttendeeReminded,
                attendee,
                session,
                ahead=str(ahead),
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                zone=session.zone,
            )
        )
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len(happened)


def list_beginning(*, now: datetime) -> list[UUID]:
    """Return the sessions that begin within a day; call as the system."""
    rows = LiveSession.objects.filter(
        state=SessionState.PUBLISHED, starts_at__gt=now, starts_at__lte=now + timedelta(days=1)
    )
    return list(rows.order_by("starts_at").values_list("id", flat=True))


def _withdraw(attendee: Attendee, session: LiveSession, *, actor: Actor, now: datetime) -> None:
    attendee.withdrawn_at = now
    attendee.save(update_fields=["withdrawn_at"])
    record(event_of(AttendeeWithdrawn, attendee, session), actor=actor, now=now, related=[session.id])
    count_seats(session)
    if session.state == SessionState.PUBLISHED:
        move_up(session, now=now)
