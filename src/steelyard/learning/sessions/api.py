"""Live sessions over the API: found, scheduled, registered for, joined, recorded, counted."""

from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import AwareDatetime, Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import permissions
from steelyard.learning.api.asking import Id
from steelyard.learning.models import Attendee, LiveSession
from steelyard.learning.sessions import commands, diaries, queries, recordings
from steelyard.learning.sessions.addresses import calendar_response, feed_address
from steelyard.learning.sessions.schemas import (
    AttendanceIn,
    AttendeeOut,
    CalendarFeedOut,
    JoinOut,
    LiveSessionDetailOut,
    LiveSessionIn,
    LiveSessionOut,
    RecordingIn,
    RecordingOut,
    RegistrationForSessionIn,
    SessionCancellationIn,
    SessionFiguresOut,
)
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendeeFilter,
    AttendeeState,
    PresenceEntry,
    SessionFilter,
    SessionPhase,
    SessionState,
)
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()
_Text = Annotated[Line, Field(max_length=200)]


@router.get("/live-sessions", response=PageSchema[LiveSessionOut], summary="List live sessions")
def list_live_sessions(
    request: HttpRequest,
    q: _Text = "",
    phase: SessionPhase | None = None,
    state: SessionState | None = None,
    language: Annotated[Line, Field(max_length=10)] = "",
    mine: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
    recording: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
    course: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(queries.SORTS)}.")] = "starts",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[LiveSessionOut]:
    """Return the live sessions that are for the caller, and those it registered for; all for those who run them."""
    wanted = SessionFilter(
        text=q,
        phase=phase,
        state=state,
        language=language,
        is_mine=mine,
        has_recording=recording,
        course_id=parse_public_id("course", course) if course else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    found = queries.list_sessions(asker(request), wanted, asked, at=utc_now()).map(LiveSessionOut.of)
    return PageSchema[LiveSessionOut].of(found)


@router.post("/live-sessions", response={201: LiveSessionDetailOut}, summary="Schedule a live session")
def schedule_live_session(request: HttpRequest, body: LiveSessionIn) -> Status[LiveSessionDetailOut]:
    """Write a live session down; nobody sees it until it is published. For enablement and channel managers."""
    actor = asker(request)
    key = commands.schedule_session(actor=actor, draft=body.draft(), now=utc_now())
    return Status(201, _out(request, queries.get_row(actor, key)))


@router.get("/live-sessions/{live_session_id}", response=LiveSessionDetailOut, summary="Show a live session")
def get_live_session(request: HttpRequest, live_session_id: str) -> LiveSessionDetailOut:
    """Return a live session."""
    return _out(request, queries.get_row(asker(request), LiveSession.parse_id(live_session_id)))


@router.put("/live-sessions/{live_session_id}", response=LiveSessionDetailOut, summary="Change a live session")
def change_live_session(request: HttpRequest, live_session_id: str, body: LiveSessionIn) -> LiveSessionDetailOut:
    """Say anew what a live session is, also when: those registered are told when it is moved. Not once it has begun."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    commands.change_session(actor=actor, session_id=key, draft=body.draft(), now=utc_now())
    return _out(request, queries.get_row(actor, key))


@router.post(
    "/live-sessions/{live_session_id}/publication", response=LiveSessionDetailOut, summary="Publish a live session"
)
def publish_live_session(request: HttpRequest, live_session_id: str) -> LiveSessionDetailOut:
    """Let people register for a live session."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    commands.publish_session(actor=actor, session_id=key, now=utc_now())
    return _out(request, queries.get_row(actor, key))


@router.post(
    "/live-sessions/{live_session_id}/cancellation", response=LiveSessionDetailOut, summary="Cancel a live session"
)
def cancel_live_session(
    request: HttpRequest, live_session_id: str, body: SessionCancellationIn
) -> LiveSessionDetailOut:
    """Call a published live session off; those registered are told why."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    commands.cancel_session(actor=actor, session_id=key, reason=body.reason, now=utc_now())
    return _out(request, queries.get_row(actor, key))


@router.get("/live-sessions/{live_session_id}/calendar", response=bytes, summary="Download the calendar file")
def download_live_session(request: HttpRequest, live_session_id: str) -> HttpResponse:
    """Return a live session as an iCalendar file."""
    content = diaries.write_file(asker(request), LiveSession.parse_id(live_session_id))
    return calendar_response(content, name=f"{live_session_id}.ics")


@router.post(
    "/live-sessions/{live_session_id}/attendees", response={201: AttendeeOut}, summary="Register for a live session"
)
def register_for_live_session(
    request: HttpRequest, live_session_id: str, body: RegistrationForSessionIn
) -> Status[AttendeeOut]:
    """Give the caller, or one of its people, a seat, or a place on the waiting list where none is free."""
    actor = asker(request)
    person_id = parse_public_id("person", body.person_id) if body.person_id else actor.person_id
    if person_id is None:
        raise NotAllowed
    made = commands.register_attendee(
        actor=actor,
        session_id=LiveSession.parse_id(live_session_id),
        person_id=person_id,
        partner_id=parse_public_id("partner", body.partner_id) if body.partner_id else actor.partner_id,
        now=utc_now(),
    )
    return Status(201, AttendeeOut.of(queries.get_attendee(actor, made)))


@router.post("/live-sessions/{live_session_id}/joining", response=JoinOut, summary="Join a live session")
def join_live_session(request: HttpRequest, live_session_id: str) -> JoinOut:
    """Note that the caller comes, and return where the live session is held; from 15 minutes before it begins to its end."""
    link = commands.join_session(actor=asker(request), session_id=LiveSession.parse_id(live_session_id), now=utc_now())
    return JoinOut(link=link)


@router.put("/live-sessions/{live_session_id}/attendance", response=list[AttendeeOut], summary="Record who was there")
def record_live_session_attendance(request: HttpRequest, live_session_id: str, body: AttendanceIn) -> list[AttendeeOut]:
    """Record how long people were there; what was known of them before is replaced. For enablement and channel managers."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    entries = [
        PresenceEntry(person_id=parse_public_id("person", one.person_id), minutes=one.minutes) for one in body.entries
    ]
    commands.record_attendance(actor=actor, session_id=key, entries=entries, now=utc_now())
    ids = {entry.person_id for entry in entries}
    found = queries.list_recorded(actor, key, ids)
    return [AttendeeOut.of(card) for card in found]


@router.put("/live-sessions/{live_session_id}/recording", response=LiveSessionDetailOut, summary="Add a recording")
def add_live_session_recording(request: HttpRequest, live_session_id: str, body: RecordingIn) -> LiveSessionDetailOut:
    """Let those who registered, or whom the live session is for, watch it again."""
    actor, key = asker(request), LiveSession.parse_id(live_session_id)
    commands.add_recording(actor=actor, session_id=key, url=body.url, now=utc_now())
    return _out(request, queries.get_row(actor, key))


@router.get("/live-sessions/{live_session_id}/recording", response=RecordingOut, summary="Show the recording")
def get_live_session_recording(request: HttpRequest, live_session_id: str) -> RecordingOut:
    """Return where a live session can be watched again."""
    key = LiveSession.parse_id(live_session_id)
    return RecordingOut(url=recordings.find_recording(asker(request), key, at=utc_now()))


@router.post(
    "/live-sessions/{live_session_id}/recording/watched", response={204: None}, summary="Say that it was watched"
)
def watch_live_session(request: HttpRequest, live_session_id: str) -> Status[None]:
    """Note that the caller, who was registered, watched the recording."""
    commands.note_watching(actor=asker(request), session_id=LiveSession.parse_id(live_session_id), now=utc_now())
    return Status(204, None)


@router.get("/attendees", response=PageSchema[AttendeeOut], summary="List attendees")
def list_live_session_attendees(
    request: HttpRequest,
    q: _Text = "",
    session: Id = "",
    person: Id = "",
    partner: Id = "",
    state: AttendeeState | None = None,
    attendance: Attendance | None = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(queries.ATTENDEE_SORTS)}.")] = "-registered",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[AttendeeOut]:
    """Return registrations for live sessions: one's own; for a partner's administrator its people's, for the host all."""
    wanted = AttendeeFilter(
        text=q,
        session_id=LiveSession.parse_id(session) if session else None,
        person_id=parse_public_id("person", person) if person else None,
        partner_id=parse_public_id("partner", partner) if partner else None,
        state=state,
        attendance=attendance,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    return PageSchema[AttendeeOut].of(queries.list_attendees(asker(request), wanted, asked).map(AttendeeOut.of))


@router.get("/attendees/{attendee_id}", response=AttendeeOut, summary="Show an attendee")
def get_live_session_attendee(request: HttpRequest, attendee_id: str) -> AttendeeOut:
    """Return somebody's registration for a live session."""
    return AttendeeOut.of(queries.get_attendee(asker(request), Attendee.parse_id(attendee_id)))


@router.post("/attendees/{attendee_id}/withdrawal", response=AttendeeOut, summary="Withdraw a registration")
def withdraw_live_session_attendee(request: HttpRequest, attendee_id: str) -> AttendeeOut:
    """Take a registration back; the seat goes to whoever waits longest."""
    actor, key = asker(request), Attendee.parse_id(attendee_id)
    commands.withdraw_attendee(actor=actor, attendee_id=key, now=utc_now())
    return AttendeeOut.of(queries.get_attendee(actor, key))


@router.get("/live-session-figures", response=SessionFiguresOut, summary="Measure live sessions")
def measure_live_sessions(
    request: HttpRequest, since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> SessionFiguresOut:
    """Return what became of the live sessions that ended in a period, the last year unless another one is asked for."""
    actor, end = asker(request), until or utc_now()
    if not permissions.can_run_sessions(actor):
        raise NotAllowed
    begin: datetime = since or end - timedelta(days=365)
    return SessionFiguresOut.of(queries.measure_sessions(actor, since=begin, until=end))


@router.post("/calendar-feed", response={201: CalendarFeedOut}, summary="Make a calendar address")
def open_calendar_feed(request: HttpRequest) -> Status[CalendarFeedOut]:
    """Make a new private address at which a calendar follows the caller's live sessions; an earlier one no longer works."""
    return Status(201, CalendarFeedOut(url=feed_address(commands.open_feed(actor=asker(request), now=utc_now()))))


@router.delete("/calendar-feed", response={204: None}, summary="Revoke the calendar address")
def revoke_calendar_feed(request: HttpRequest) -> Status[None]:
    """Let the address of the caller's calendar lead nowhere."""
    commands.revoke_feed(actor=asker(request))
    return Status(204, None)


def _out(request: HttpRequest, row: LiveSession) -> LiveSessionDetailOut:
    actor = asker(request)
    card = queries.get_session(actor, row.id, at=utc_now())
    return LiveSessionDetailOut.whole(card, queries.draft_of(row) if permissions.can_run_sessions(actor) else None)
