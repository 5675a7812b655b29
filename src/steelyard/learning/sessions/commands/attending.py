"""Joining a session, recording who was there, what attending completes, and watching it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.decisions import Decision
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import permissions
from steelyard.learning.commands.completing import finish_lesson
from steelyard.learning.commands.enrollments import insert_enrollments
from steelyard.learning.commands.holdings import lock_person
from steelyard.learning.models import Attendee, Enrollment, LiveSession
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.rules import rules_at
from steelyard.learning.sessions.commands.seats import event_of, lock_session
from steelyard.learning.sessions.events import (
    AttendanceRecorded,
    AttendeeJoined,
    RecordingAdded,
    RecordingWatched,
    SessionClosed,
)
from steelyard.learning.sessions.policies import count_minutes, decide_attendance, is_door_open, is_safe_link
from steelyard.learning.sessions.queries import STATE_CONDITIONS, find_own, get_row
from steelyard.learning.sessions.refusals import (
    AttendanceTooLong,
    AttendeeUnknown,
    DoorClosed,
    LinkNotSafe,
    NothingToJoin,
    NothingToWatch,
    NotRegistered,
    RecordingMissing,
    SessionNotBegun,
    SessionNotOpen,
)
from steelyard.learning.sessions.targets import list_completed
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendanceFacts,
    AttendanceRules,
    AttendanceSource,
    AttendeeState,
    PresenceEntry,
    SessionState,
)
from steelyard.learning.terms import CourseState, EnrolledBy
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record


@transaction.atomic
def join_session(*, actor: Actor, session_id: UUID, now: datetime) -> str:
    """Note that somebody goes to a session, the first time that they do, and return the address where it is held.

    Raises: NotFound, SessionNotOpen, NothingToJoin, NotRegistered, DoorClosed.
    """
    row = get_row(actor, session_id)
    if row.state != SessionState.PUBLISHED:
        raise SessionNotOpen
    if not row.link:
        raise NothingToJoin
    attendee = find_own(actor, session_id)
    if attendee is None or attendee.seated_at is None:
        raise NotRegistered
    if not is_door_open(row.starts_at, row.ends_at, now):
        raise DoorClosed
    with as_system():
        is_first = Attendee.objects.filter(id=attendee.id, joined_at=None).update(joined_at=now)
        if is_first:
            record(event_of(AttendeeJoined, attendee, row), actor=actor, now=now, related=[row.id])
    return row.link


@transaction.atomic
def close_session(*, session_id: UUID, now: datetime) -> None:
    """When a session is over, count those who joined it from the portal, where the rules say so; call as the system.

    What the host has recorded stays. Of a session at a place alone nobody is said to have been absent until somebody says so.
    """
    session = lock_session(session_id)
    if session.state != SessionState.PUBLISHED or session.closed_at is not None or session.ends_at > now:
        return
    rules, seated = rules_of(session), _seated(session)
    if rules.joining_counts and session.link:
        for attendee in seated:
            if not attendee.attendance:
                _decide(attendee, session, rules, _facts_of_joining(attendee, session), actor=SYSTEM, now=now)
    session.closed_at = now
    session.save(update_fields=["closed_at"])
    attended = sum(one.attendance == Attendance.ATTENDED for one in seated)
    happened = SessionClosed(
        subject_id=session.id, subject_label=session.title, registered=len(seated), attended=attended
    )
    record(happened, actor=SYSTEM, now=now)


@transaction.atomic
def record_attendance(
    *,
    actor: Actor,
    session_id: UUID,
    entries: Sequence[PresenceEntry],
    source: AttendanceSource = AttendanceSource.RECORDED,
    now: datetime,
) -> None:
    """Record how long people were there, all of them or none; what was known of them before is replaced.

    What somebody completed by attending stays completed.

    Raises: NotFound, NotAllowed, SessionNotOpen, SessionNotBegun, AttendeeUnknown, AttendanceTooLong.
    """
    get_row(actor, session_id)
    if not permissions.can_run_sessions(actor):
        raise NotAllowed
    session = lock_session(session_id)
    if session.state != SessionState.PUBLISHED:
        raise SessionNotOpen
    if session.starts_at > now:
        raise SessionNotBegun
    rules, length = rules_of(session), length_of(session)
    seated = {one.person_id: one for one in _seated(session)}
    unknown = {entry.person_id for entry in entries} - seated.keys()
    if unknown:
        names = sorted(find_people(unknown).get(one, SOMEONE).name for one in unknown)
        raise AttendeeUnknown(names=", ".join(names))
    for entry in entries:
        if not 0 <= entry.minutes <= length:
            name = find_people({entry.person_id}).get(entry.person_id, SOMEONE).name
            raise AttendanceTooLong(name=name, length=length)
    for entry in entries:
        facts = AttendanceFacts(minutes=entry.minutes, length=length, source=source)
        _decide(seated[entry.person_id], session, rules, facts, actor=actor, now=now)


@transaction.atomic
def add_recording(*, actor: Actor, session_id: UUID, url: str = "", file_id: UUID | None = None, now: datetime) -> None:
    """Let those who registered, or whom the session is for, watch it again: by a link, or in the portal.

    Raises: NotFound, NotAllowed, SessionNotOpen, SessionNotBegun, RecordingMissing, LinkNotSafe.
    """
    get_row(actor, session_id)
    if not permissions.can_run_sessions(actor):
        raise NotAllowed
    session = lock_session(session_id)
    if session.state != SessionState.PUBLISHED:
        raise SessionNotOpen
    if session.starts_at > now:
        raise SessionNotBegun
    if bool(url) == (file_id is not None):
        raise RecordingMissing(fields={"url": RecordingMissing.text})
    if url and not is_safe_link(url):
        raise LinkNotSafe(fields={"url": LinkNotSafe.text})
    session.recording_url, session.recording_file_id = url, file_id
    session.save(update_fields=["recording_url", "recording_file_id"])
    record(RecordingAdded(subject_id=session.id, subject_label=session.title), actor=actor, now=now)


@transaction.atomic
def note_watching(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """Note that somebody who was registered watched the recording; where the rules say so it counts as having been there.

    Raises: NotFound, NothingToWatch, NotRegistered.
    """
    row = get_row(actor, session_id)
    if not row.recording_url and row.recording_file_id is None:
        raise NothingToWatch
    own = find_own(actor, session_id)
    if own is None:
        raise NotRegistered
    with as_system():
        session = lock_session(session_id)
        attendee = Attendee.objects.get(id=own.id)
        if attendee.watched_at is not None:
            return
        attendee.watched_at = now
        attendee.save(update_fields=["watched_at"])
        record(event_of(RecordingWatched, attendee, session), actor=actor, now=now, related=[session.id])
        rules = rules_of(session)
        if rules.watching_counts and attendee.attendance != Attendance.ATTENDED:
            facts = AttendanceFacts(
                minutes=attendee.minutes or 0, length=length_of(session), source=AttendanceSource.WATCHED
            )
            _decide(attendee, session, rules, facts, actor=actor, now=now)


def list_ended(*, now: datetime) -> list[UUID]:
    """Return the sessions that are over and not counted; call as the system."""
    rows = LiveSession.objects.filter(state=SessionState.PUBLISHED, closed_at=None, ends_at__lte=now)
    return list(rows.order_by("ends_at").values_list("id", flat=True))


def length_of(session: LiveSession) -> int:
    """Return how many minutes a session lasts."""
    return int((session.ends_at - session.starts_at).total_seconds() // 60)


def rules_of(session: LiveSession) -> AttendanceRules:
    """Return the rules that held when a session began: a later version does not judge it anew."""
    rules = rules_at(session.starts_at)
    return AttendanceRules(
        attended_percent=rules.attended_percent,
        partly_percent=rules.partly_percent,
        joining_counts=rules.joining_counts,
        watching_counts=rules.watching_counts,
    )


def _seated(session: LiveSession) -> list[Attendee]:
    return list(session.attendees.filter(STATE_CONDITIONS[AttendeeState.SEATED]).order_by("registered_at", "id"))


def _facts_of_joining(attendee: Attendee, session: LiveSession) -> AttendanceFacts:
    minutes, late = 0, 0
    if attendee.joined_at is not None:
        minutes = count_minutes(attendee.joined_at, session.starts_at, session.ends_at)
        late = length_of(session) - minutes
    return AttendanceFacts(minutes=minutes, length=length_of(session), source=AttendanceSource.JOINED, joined_late=late)


def _decide(
    attendee: Attendee,
    session: LiveSession,
    rules: AttendanceRules,
    facts: AttendanceFacts,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    decision = decide_attendance(facts, rules)
    attendee.attendance, attendee.minutes, attendee.source = decision.outcome, facts.minutes, facts.source
    attendee.reasons, attendee.recorded_at = _stored(decision), now
    attendee.save(update_fields=["attendance", "minutes", "source", "reasons", "recorded_at"])
    happened = event_of(
        AttendanceRecorded,
        attendee,
        session,
        attendance=str(decision.outcome),
        minutes=facts.minutes,
        source=str(facts.source),
        starts_at=session.starts_at,
    )
    record(happened, actor=actor, now=now, related=[session.id])
    if decision.outcome == Attendance.ATTENDED:
        _credit(attendee, session, actor=actor, now=now)


def _stored(decision: Decision) -> list[dict[str, Any]]:
    return [{"code": one.code, "rule": one.rule, "params": dict(one.params)} for one in decision.reasons]


def _credit(attendee: Attendee, session: LiveSession, *, actor: Actor, now: datetime) -> None:
    """Complete what attending completes, once: in the enrollment that is open, or in a new one where there is none."""
    if session.course is None or attendee.credited_at is not None:
        return
    with as_system():
        lock_person(attendee.person_id)
        own = Enrollment.objects.filter(person=attendee.person_id, course=session.course, withdrawn_at=None)
        enrollment = own.filter(completed_at=None).first()
        if enrollment is None and not own.exists() and session.course.state == CourseState.PUBLISHED:
            people = [(attendee.person_id, attendee.partner_id)]
            insert_enrollments(session.course, people, by=EnrolledBy.RULE, due_on=None, actor=actor, now=now)
            enrollment = own.first()
        if enrollment is not None:
            outline = content_of(enrollment.version).outline
            for lesson in list_completed(outline, session.lesson):
                finish_lesson(enrollment.id, lesson, actor=actor, now=now)
        attendee.credited_at = now
        attendee.save(update_fields=["credited_at"])
