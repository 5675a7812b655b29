"""Reading live sessions: those for somebody, one, who comes to them, and what became of those that are over."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.policies import admits
from steelyard.learning.queries.courses import audience_of, for_learner, learner_of
from steelyard.learning.sessions.policies import find_phase
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendanceSource,
    AttendeeCard,
    AttendeeFilter,
    AttendeeState,
    PartnerFigure,
    SessionCard,
    SessionDraft,
    SessionFigures,
    SessionFilter,
    SessionPhase,
    SessionState,
)
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_organization_names, find_people
from steelyard.platform.paging import take
from steelyard.program.public import render_reason

SORTS = {"starts": ("starts_at", "id"), "-starts": ("-starts_at", "-id"), "title": ("title", "id")}
ATTENDEE_SORTS = {
    "-registered": ("-registered_at", "-id"),
    "registered": ("registered_at", "id"),
}
STATE_CONDITIONS = {
    AttendeeState.SEATED: Q(withdrawn_at=None, seated_at__isnull=False),
    AttendeeState.WAITING: Q(withdrawn_at=None, seated_at=None),
    AttendeeState.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


def list_sessions(actor: Actor, wanted: SessionFilter, page: PageRequest, *, at: datetime) -> Page[SessionCard]:
    """Return a page of the sessions that are for the actor, and of those it registered for; all for those who run them."""
    rows = LiveSession.visible_to(actor)
    own = Attendee.objects.filter(person=actor.person_id, session=OuterRef("pk"), withdrawn_at=None)
    if wanted.is_mine:
        rows = rows.filter(Exists(own))
    elif not permissions.can_run_sessions(actor):
        is_open = Q(state=SessionState.PUBLISHED) & for_learner(learner_of(actor, at=at))
        rows = rows.filter(is_open | Exists(own))
    rows = _filtered(rows, wanted, at)
    usual = SORTS["starts" if wanted.is_ahead or wanted.phase is SessionPhase.UPCOMING else "-starts"]
    stretch = take(rows.select_related("course"), page, SORTS.get(page.sort, usual))
    cards = _cards(actor, stretch.rows, at)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_session(actor: Actor, session_id: UUID, *, at: datetime) -> SessionCard:
    """Return one session. Raises: NotFound."""
    return _cards(actor, [get_row(actor, session_id)], at)[0]


def get_row(actor: Actor, session_id: UUID) -> LiveSession:
    """Return the row of one session. Raises: NotFound."""
    row = LiveSession.visible_to(actor).select_related("course").filter(id=session_id).first()
    if row is None:
        raise NotFound
    return row


def is_for(actor: Actor, row: LiveSession, *, at: datetime) -> bool:
    """Tell whether the actor may register for the session, as far as who it is decides."""
    return admits(audience_of(row), learner_of(actor, at=at))


def draft_of(row: LiveSession) -> SessionDraft:
    """Return what the host said of a session, its times by the clock where it is."""
    card = _card(row, row.starts_at)
    return SessionDraft(
        title=row.title,
        starts=card.local_start.replace(tzinfo=None, fold=0),
        ends=card.local_end.replace(tzinfo=None, fold=0),
        zone=row.zone,
        description=row.description,
        presenters=tuple(row.presenters),
        link=row.link,
        place=row.place,
        seats=row.seats,
        language=row.language,
        course_id=row.course_id,
        lesson=row.lesson,
        audience=audience_of(row),
    )


def find_own(actor: Actor, session_id: UUID) -> Attendee | None:
    """Return the asking person's registration for a session."""
    if actor.person_id is None:
        return None
    return Attendee.objects.filter(session=session_id, person=actor.person_id, withdrawn_at=None).first()


def list_attendees(actor: Actor, wanted: AttendeeFilter, page: PageRequest) -> Page[AttendeeCard]:
    """Return a page of the registrations that the filter finds among those the actor may see, the newest first."""
    rows = Attendee.visible_to(actor).select_related("session")
    for name, value in {"session": wanted.session_id, "person": wanted.person_id, "partner": wanted.partner_id}.items():
        if value is not None:
            rows = rows.filter(**{name: value})
    if wanted.state is not None:
        rows = rows.filter(STATE_CONDITIONS[wanted.state])
    if wanted.attendance is not None:
        rows = rows.filter(attendance=wanted.attendance)
    if wanted.text:
        rows = rows.filter(Q(session__title__icontains=wanted.text) | Q(person__name__icontains=wanted.text))
    stretch = take(rows, page, ATTENDEE_SORTS.get(page.sort, ATTENDEE_SORTS["-registered"]))
    cards = _attendee_cards(actor, stretch.rows)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_attendee(actor: Actor, attendee_id: UUID) -> AttendeeCard:
    """Return one registration. Raises: NotFound."""
    row = Attendee.visible_to(actor).select_related("session").filter(id=attendee_id).first()
    if row is None:
        raise NotFound
    return _attendee_cards(actor, [row])[0]


def list_recorded(actor: Actor, session_id: UUID, person_ids: Collection[UUID]) -> list[AttendeeCard]:
    """Return the registrations of some people for a session, in the order in which they came."""
    rows = Attendee.visible_to(actor).select_related("session")
    found = rows.filter(session=session_id, person__in=person_ids, withdrawn_at=None)
    return _attendee_cards(actor, list(found.order_by("registered_at", "id")))


def measure_sessions(actor: Actor, *, since: datetime, until: datetime) -> SessionFigures:
    """Return what became of the sessions that ended in the period, by partner, for those who run them. Raises: NotAllowed."""
    if not permissions.can_run_sessions(actor):
        raise NotAllowed
    held = LiveSession.objects.filter(state=SessionState.PUBLISHED, ends_at__gte=since, ends_at__lt=until)
    rows = Attendee.objects.filter(STATE_CONDITIONS[AttendeeState.SEATED], session__in=held)
    counted: list[Any] = list(
        rows.values("partner_id")
        .order_by()
        .annotate(
            registered=Count("id"),
            watched=Count("id", filter=Q(watched_at__isnull=False)),
            **{str(one): Count("id", filter=Q(attendance=one)) for one in Attendance},
        )
    )
    names = find_organization_names({row["partner_id"] for row in counted if row["partner_id"]})
    figures = ("registered", *(str(one) for one in Attendance))
    partners = [
        PartnerFigure(
            partner_id=row["partner_id"],
            partner=names.get(row["partner_id"], ""),
            **{name: row[name] for name in figures},
        )
        for row in counted
    ]
    return SessionFigures(
        sessions=held.count(),
        watched=sum(row["watched"] for row in counted),
        partners=tuple(sorted(partners, key=lambda one: (-one.registered, one.partner))),
        **{name: sum(row[name] for row in counted) for name in figures},
    )


def list_of_lesson(actor: Actor, course_id: UUID, lesson: str, *, at: datetime) -> Sequence[SessionCard]:
    """Return the sessions ahead that complete a lesson, and those that somebody was in; there are few."""
    wanted = SessionFilter(course_id=course_id, lesson=lesson)
    found = list_sessions(actor, wanted, PageRequest(size=20, sort="starts"), at=at).items
    return [card for card in found if card.phase is not SessionPhase.OVER or card.own_state is not None]


def _filtered(rows: QuerySet[LiveSession], wanted: SessionFilter, at: datetime) -> QuerySet[LiveSession]:
    phases = {
        SessionPhase.UPCOMING: Q(starts_at__gt=at),
        SessionPhase.RUNNING: Q(starts_at__lte=at, ends_at__gt=at),
        SessionPhase.OVER: Q(ends_at__lte=at),
    }
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(description__icontains=wanted.text))
    if wanted.phase is not None:
        rows = rows.filter(phases[wanted.phase])
    if wanted.is_ahead:
        rows = rows.filter(ends_at__gt=at)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.has_recording:
        rows = rows.filter(~Q(recording_url="") | Q(recording_file_id__isnull=False))
    if wanted.course_id is not None:
        rows = rows.filter(course=wanted.course_id)
    if wanted.lesson:
        rows = rows.filter(lesson=wanted.lesson)
    return rows


def _cards(actor: Actor, rows: Sequence[LiveSession], at: datetime) -> list[SessionCard]:
    ids = [row.id for row in rows]
    own = (
        {
            row.session_id: row
            for row in Attendee.objects.filter(person=actor.person_id, session__in=ids, withdrawn_at=None)
        }
        if actor.person_id
        else {}
    )
    waiting = _waiting(ids)
    runs = permissions.can_run_sessions(actor)
    return [_card(row, at, own.get(row.id), waiting.get(row.id, []), runs=runs) for row in rows]


def _waiting(ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return who waits for each session, the longest waiting first, so that each is told their own place alone."""
    with as_system():
        rows = Attendee.objects.filter(STATE_CONDITIONS[AttendeeState.WAITING], session__in=ids)
        found: dict[UUID, list[UUID]] = {}
        for session_id, key in rows.order_by("registered_at", "id").values_list("session_id", "id"):
            found.setdefault(session_id, []).append(key)
    return found


def _card(
    row: LiveSession, at: datetime, own: Attendee | None = None, waiting: Sequence[UUID] = (), *, runs: bool = False
) -> SessionCard:
    return SessionCard(
        id=row.id,
        public_id=row.public_id,
        title=row.title,
        description=row.description,
        presenters=tuple(row.presenters),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        place=row.place,
        is_online=bool(row.link),
        language=row.language,
        seats=row.seats,
        seats_left=None if row.seats is None else row.seats - row.seats_taken,
        seats_taken=row.seats_taken if runs else None,
        waiting=len(waiting) if runs else None,
        state=SessionState(row.state),
        phase=find_phase(row.starts_at, row.ends_at, at),
        cancel_reason=row.cancel_reason,
        course_id=row.course_id,
        course_public_id=row.course.public_id if row.course else "",
        course=row.course.title if row.course else "",
        lesson=row.lesson,
        recording_url=row.recording_url,
        recording_file_id=row.recording_file_id,
        sequence=row.sequence,
        updated_at=row.updated_at,
        attendee_id=own.id if own else None,
        own_state=state_of(own) if own else None,
        own_attendance=Attendance(own.attendance) if own and own.attendance else None,
        own_place=waiting.index(own.id) + 1 if own and own.id in waiting else 0,
        own_watched_at=own.watched_at if own else None,
    )


def state_of(row: Attendee) -> AttendeeState:
    """Return what somebody has of a session."""
    if row.withdrawn_at is not None:
        return AttendeeState.WITHDRAWN
    return AttendeeState.SEATED if row.seated_at is not None else AttendeeState.WAITING


def _attendee_cards(actor: Actor, rows: Sequence[Attendee]) -> list[AttendeeCard]:
    people = find_people({row.person_id for row in rows})
    partners = find_organization_names({row.partner_id for row in rows if row.partner_id})
    return [
        AttendeeCard(
            id=row.id,
            public_id=row.public_id,
            session_id=row.session_id,
            session_public_id=row.session.public_id,
            session=row.session.title,
            starts_at=row.session.starts_at,
            person_id=row.person_id,
            person=people.get(row.person_id, SOMEONE).name,
            partner_id=row.partner_id,
            partner=partners.get(row.partner_id, "") if row.partner_id else "",
            state=state_of(row),
            registered_at=row.registered_at,
            joined_at=row.joined_at,
            minutes=row.minutes,
            attendance=Attendance(row.attendance) if row.attendance else None,
            source=AttendanceSource(row.source) if row.source else None,
            reasons=tuple((one["rule"], render_reason(one, actor)) for one in row.reasons),
            watched_at=row.watched_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
