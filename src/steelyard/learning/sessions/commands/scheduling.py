"""Scheduling a session, publishing it, moving it, calling it off."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.learning import permissions
from steelyard.learning.models import Course, LiveSession
from steelyard.learning.queries.courses import content_of
from steelyard.learning.sessions.commands.seats import lock_session, move_up
from steelyard.learning.sessions.events import (
    SessionCanceled,
    SessionChanged,
    SessionMoved,
    SessionPublished,
    SessionScheduled,
)
from steelyard.learning.sessions.policies import find_instant, is_safe_link
from steelyard.learning.sessions.queries import get_row
from steelyard.learning.sessions.refusals import (
    CourseExamines,
    LinkNotSafe,
    SeatsBelowRegistered,
    SessionAlreadyPublished,
    SessionEndsTooEarly,
    SessionInThePast,
    SessionLessonMissing,
    SessionNotOpen,
    SessionNowhere,
    SessionSettled,
    TimeSkipped,
    TimeZoneUnknown,
)
from steelyard.learning.sessions.targets import asks_more_than_presence
from steelyard.learning.sessions.terms import SessionDraft, SessionState
from steelyard.learning.terms import CourseState, LessonKind
from steelyard.platform.events import record

_WHERE = ("starts_at", "ends_at", "zone", "link", "place")


@transaction.atomic
def schedule_session(*, actor: Actor, draft: SessionDraft, now: datetime) -> UUID:
    """Write a session down, and return its id; nobody sees it until it is published.

    Raises: NotAllowed, TimeZoneUnknown, TimeSkipped, SessionEndsTooEarly, SessionInThePast, LinkNotSafe, SessionLessonMissing,
    CourseExamines.
    """
    if not permissions.can_run_sessions(actor):
        raise NotAllowed
    said = _read(draft, now)
    row = LiveSession.objects.create(**said, created_at=now, created_by=actor.person_id)
    happened = SessionScheduled(subject_id=row.id, subject_label=row.title, starts_at=row.starts_at, zone=row.zone)
    record(happened, actor=actor, now=now)
    return row.id


@transaction.atomic
def publish_session(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """Let people register for a session.

    Raises: NotFound, NotAllowed, SessionAlreadyPublished, SessionSettled, SessionInThePast, SessionNowhere.
    """
    row = _lock(actor, session_id)
    if row.state == SessionState.PUBLISHED:
        raise SessionAlreadyPublished
    if row.state == SessionState.CANCELED:
        raise SessionSettled
    if row.starts_at <= now:
        raise SessionInThePast
    _require_somewhere(row.link, row.place)
    row.state = SessionState.PUBLISHED
    row.save(update_fields=["state"])
    happened = SessionPublished(subject_id=row.id, subject_label=row.title, starts_at=row.starts_at, zone=row.zone)
    record(happened, actor=actor, now=now)


@transaction.atomic
def change_session(*, actor: Actor, session_id: UUID, draft: SessionDraft, now: datetime) -> None:
    """Say anew what a session is. Where it is moved, those registered are told; free seats go to those who wait.

    Raises: NotFound, NotAllowed, SessionSettled, SeatsBelowRegistered, SessionNowhere, and as `schedule_session`.
    """
    row = _lock(actor, session_id)
    has_begun = row.state == SessionState.PUBLISHED and row.starts_at <= now
    if row.state == SessionState.CANCELED or has_begun:
        raise SessionSettled
    said = _read(draft, now)
    if said["seats"] is not None and said["seats"] < row.seats_taken:
        raise SeatsBelowRegistered(
            count=row.seats_taken, fields={"seats": SeatsBelowRegistered.text.format(count=row.seats_taken)}
        )
    if row.state == SessionState.PUBLISHED:
        _require_somewhere(said["link"], said["place"])
    before = {name: getattr(row, name) for name in _WHERE}
    is_moved = any(said[name] != value for name, value in before.items())
    for name, value in said.items():
        setattr(row, name, value)
    row.sequence += 1
    if is_moved:
        row.attendees.exclude(reminded="").update(reminded="")
    row.save()
    record(
        _moved(row, before) if is_moved and row.state == SessionState.PUBLISHED else _changed(row), actor=actor, now=now
    )
    move_up(row, now=now)


@transaction.atomic
def cancel_session(*, actor: Actor, session_id: UUID, reason: str, now: datetime) -> None:
    """Call a published session off, for a reason that those registered read.

    Raises: NotFound, NotAllowed, SessionNotOpen, SessionSettled.
    """
    row = _lock(actor, session_id)
    if row.state == SessionState.DRAFT:
        raise SessionNotOpen
    if row.state == SessionState.CANCELED or row.ends_at <= now:
        raise SessionSettled
    row.state, row.cancel_reason, row.sequence = SessionState.CANCELED, reason.strip(), row.sequence + 1
    row.save(update_fields=["state", "cancel_reason", "sequence"])
    happened = SessionCanceled(subject_id=row.id, subject_label=row.title, reason=row.cancel_reason)
    record(happened, actor=actor, now=now)


def _lock(actor: Actor, session_id: UUID) -> LiveSession:
    found = get_row(actor, session_id)
    if not permissions.can_run_sessions(actor):
        raise NotAllowed
    return lock_session(found.id)


def _read(draft: SessionDraft, now: datetime) -> dict[str, Any]:
    """Return the columns of a session that can be held."""
    if draft.zone not in available_timezones():
        raise TimeZoneUnknown(fields={"zone": TimeZoneUnknown.text})
    instants = {name: find_instant(getattr(draft, name), draft.zone) for name in ("starts", "ends")}
    starts_at, ends_at = instants["starts"], instants["ends"]
    if starts_at is None or ends_at is None:
        raise _beside(TimeSkipped, [name for name, instant in instants.items() if instant is None])
    if ends_at <= starts_at:
        raise _beside(SessionEndsTooEarly, ["ends"])
    if starts_at <= now:
        raise _beside(SessionInThePast, ["starts"])
    if draft.link and not is_safe_link(draft.link):
        raise _beside(LinkNotSafe, ["link"])
    _check_course(draft)
    said = {**asdict(draft), **asdict(draft.audience)}
    for name in ("starts", "ends", "audience"):
        del said[name]
    listed = {name: list(value) for name, value in said.items() if isinstance(value, tuple)}
    return {**said, **listed, "starts_at": starts_at, "ends_at": ends_at}


def _check_course(draft: SessionDraft) -> None:
    """Do nothing where attending can complete what the session is said to complete."""
    if draft.course_id is None:
        if draft.lesson:
            raise _beside(SessionLessonMissing, ["lesson"])
        return
    course = Course.objects.select_related("published").filter(id=draft.course_id, state=CourseState.PUBLISHED).first()
    if course is None or course.published is None:
        raise _beside(SessionLessonMissing, ["course"])
    outline = content_of(course.published).outline
    if draft.lesson:
        lesson = outline.find_lesson(draft.lesson)
        if lesson is None or lesson.kind is not LessonKind.SESSION:
            raise _beside(SessionLessonMissing, ["lesson"])
    elif asks_more_than_presence(outline):
        raise _beside(CourseExamines, ["course"])


def _require_somewhere(link: str, place: str) -> None:
    if not link and not place:
        raise _beside(SessionNowhere, ["link"])


def _beside(refusal: type[Refusal], fields: Collection[str]) -> Refusal:
    return refusal(fields=dict.fromkeys(fields, refusal.text))


def _changed(row: LiveSession) -> SessionChanged:
    return SessionChanged(subject_id=row.id, subject_label=row.title, seats=row.seats)


def _moved(row: LiveSession, before: dict[str, Any]) -> SessionMoved:
    return SessionMoved(
        subject_id=row.id,
        subject_label=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        place=row.place,
        previous_starts_at=before["starts_at"],
        previous_ends_at=before["ends_at"],
        previous_zone=before["zone"],
        previous_place=before["place"],
    )
