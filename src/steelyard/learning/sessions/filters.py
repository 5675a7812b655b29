"""What the addresses of lists of sessions ask for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.learning.filters import id_of, word_of
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendeeFilter,
    AttendeeState,
    SessionFilter,
    SessionPhase,
    SessionState,
)


def sessions_wanted(params: QueryDict) -> SessionFilter:
    """Return which sessions an address asks for; those to come where it asks for nothing."""
    phase, state = word_of(params, "phase"), word_of(params, "state")
    is_asked = any(params.get(name) for name in ("q", "phase", "state", "mine", "recording"))
    return SessionFilter(
        text=word_of(params, "q"),
        is_ahead=not is_asked,
        phase=SessionPhase(phase) if phase in set(SessionPhase) else None,
        state=SessionState(state) if state in set(SessionState) else None,
        language=word_of(params, "language"),
        is_mine=params.get("mine") == "1",
        has_recording=params.get("recording") == "1",
        course_id=id_of("course", params.get("course", "")),
    )


def attendees_wanted(params: QueryDict) -> AttendeeFilter:
    """Return which registrations an address asks for."""
    state, attendance = word_of(params, "state"), word_of(params, "attendance")
    return AttendeeFilter(
        text=word_of(params, "q"),
        session_id=id_of("livesession", params.get("session", "")),
        person_id=id_of("person", params.get("person", "")),
        partner_id=id_of("partner", params.get("partner", "")),
        state=AttendeeState(state) if state in set(AttendeeState) else None,
        attendance=Attendance(attendance) if attendance in set(Attendance) else None,
    )
