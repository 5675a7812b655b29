"""What time does to certificates and attempts, and enrolling many; with the events that plan a job."""

from datetime import date, datetime, timedelta
from uuid import UUID

from steelyard.identity.public import list_partner_people
from steelyard.kernel.actors import PARTNER_ROLES
from steelyard.learning import commands
from steelyard.learning.events import AttemptStarted, EnrollmentsPlanned
from steelyard.learning.queries.courses import list_partners_for, roles_of
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job
from steelyard.platform.reactions import Happened, reacts_to

_AT_ONCE = 500
_LATER_THAN_DUE = timedelta(seconds=10)


@every("10 0 * * *", "steelyard.learning.note_expiries")
def note_expiries() -> None:
    """Note what is no longer current since midnight, and who no longer has enough certified people."""
    with as_system():
        commands.note_expiries(now=utc_now())


@every("0 6 * * *", "steelyard.learning.remind_holders")
def remind_holders() -> None:
    """Remind those whose certificates lapse soon."""
    with as_system():
        commands.remind_holders(now=utc_now())


@job("steelyard.learning.close_attempt")
def close_overdue_attempt(attempt_id: str) -> None:
    """Grade an attempt whose time is over, a moment after the last answers could come."""
    with as_system():
        commands.close_attempt(attempt_id=UUID(attempt_id), now=utc_now() + _LATER_THAN_DUE)


@job("steelyard.learning.enroll_everybody", queue="upkeep")
def enroll_everybody(course_id: str, segment_id: str, due_on: str) -> None:
    """Enroll the people whom a course is for, of five hundred partners in a transaction; who is in it stays as they are."""
    now, course = utc_now(), UUID(course_id)
    due = date.fromisoformat(due_on) if due_on else None
    with as_system():
        partners = list_partners_for(course, UUID(segment_id) if segment_id else None, at=now)
        roles = roles_of(course) or PARTNER_ROLES
    for start in range(0, len(partners), _AT_ONCE):
        with as_system():
            people = list_partner_people(set(partners[start : start + _AT_ONCE]), roles=roles)
            commands.enroll_many(course_id=course, people=people, due_on=due, now=now)


@reacts_to(AttemptStarted)
def plan_end_of_attempt(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the attempt says when
    """Grade an attempt when its time is over, whether or not anybody hands it in."""
    if happened.event.due_at is not None:
        close_overdue_attempt.configure(schedule_at=happened.event.due_at).defer(
            attempt_id=str(happened.event.attempt_id)
        )


@reacts_to(EnrollmentsPlanned)
def enroll_whom_a_course_is_for(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - a job does it
    """Enroll everybody whom the course is for, beside the queue of reactions."""
    event: EnrollmentsPlanned = happened.event
    enroll_everybody.defer(
        course_id=str(event.subject_id),
        segment_id=str(event.segment_id or ""),
        due_on=event.due_on.isoformat() if event.due_on else "",
    )
