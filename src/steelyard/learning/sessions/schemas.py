"""Live sessions as the API takes and gives them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, NaiveDatetime

from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.learning.schemas.courses import AudienceSchema, Name, audience_fields
from steelyard.learning.sessions.terms import (
    Attendance,
    AttendanceSource,
    AttendeeCard,
    AttendeeState,
    PartnerFigure,
    SessionCard,
    SessionDraft,
    SessionFigures,
    SessionPhase,
    SessionState,
)
from steelyard.platform.http.schemas import Body, Line, Schema, Text

_Id = Annotated[str, Field(max_length=60)]
_Clock = Annotated[
    NaiveDatetime,
    Field(description="By the clock in `zone`, without an offset.", examples=["2027-03-01T10:00:00"]),
]


class LiveSessionIn(Body):
    """What a session is, when and where, and whom it is for. `course_id` and `lesson` are what attending completes."""

    title: Name
    description: Annotated[Text, Field(max_length=10_000)] = ""
    presenters: Annotated[list[Annotated[Line, Field(min_length=1, max_length=120)]], Field(max_length=20)] = []
    starts: _Clock
    ends: _Clock
    zone: Annotated[Line, Field(max_length=50, examples=["Europe/Berlin"])]
    link: Annotated[Line, Field(max_length=1000)] = ""
    place: Annotated[Line, Field(max_length=300)] = ""
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = None
    language: Annotated[Line, Field(min_length=2, max_length=10)] = "en"
    course_id: _Id | None = None
    lesson: Annotated[Line, Field(max_length=60)] = ""
    audience: AudienceSchema = AudienceSchema()

    def draft(self) -> SessionDraft:
        """Return the session as learning knows it. Raises: NotFound."""
        plain = self.model_dump(exclude={"course_id", "audience", "presenters"})
        return SessionDraft(
            **plain,
            presenters=tuple(self.presenters),
            course_id=parse_public_id("course", self.course_id) if self.course_id else None,
            audience=self.audience.audience(),
        )


class LiveSessionOut(Schema):
    """A session, with what the caller has of it. How many seats are taken, and who waits, is for those who run it."""

    id: str
    title: str
    description: str
    presenters: list[str]
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    is_online: bool
    language: str
    seats: int | None
    seats_left: int | None
    seats_taken: int | None
    waiting: int | None
    state: SessionState
    phase: SessionPhase
    cancel_reason: str
    course_id: str | None
    lesson: str
    has_recording: bool
    sequence: int
    updated_at: datetime
    attendee_id: str | None
    own_state: AttendeeState | None
    own_attendance: Attendance | None
    own_place: int

    @classmethod
    def of(cls, card: SessionCard) -> "LiveSessionOut":
        """Return the session for the API."""
        outside = {
            "id": card.public_id,
            "presenters": list(card.presenters),
            "course_id": card.course_public_id or None,
            "attendee_id": public_id("attendee", card.attendee_id) if card.attendee_id else None,
        }
        return cls(**outside, **{name: getattr(card, name) for name in cls.model_fields if name not in outside})


class LiveSessionDetailOut(LiveSessionOut):
    """A session with what those who run it alone know of it."""

    link: str
    audience: AudienceSchema | None

    @classmethod
    def whole(cls, card: SessionCard, draft: SessionDraft | None) -> "LiveSessionDetailOut":
        """Return the session; `draft` for those who run it."""
        return cls(
            **LiveSessionOut.of(card).model_dump(),
            link=draft.link if draft else "",
            audience=AudienceSchema(**audience_fields(draft.audience)) if draft else None,
        )


class SessionCancellationIn(Body):
    """Why a session does not take place; those registered read it."""

    reason: Annotated[Text, Field(min_length=1, max_length=1000)]


class RegistrationForSessionIn(Body):
    """Who is registered: the caller, unless somebody of a partner (of the host where none is named) is."""

    person_id: _Id | None = None
    partner_id: _Id | None = None


class AttendeeOut(Schema):
    """Somebody's registration for a session and, when it is over, whether they were there and why that is said."""

    id: str
    session_id: str
    session: str
    starts_at: datetime
    person_id: str
    person: str
    partner_id: str | None
    partner: str
    state: AttendeeState
    registered_at: datetime
    joined_at: datetime | None
    minutes: int | None
    attendance: Attendance | None
    source: AttendanceSource | None
    reasons: list[str]
    watched_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, card: AttendeeCard) -> "AttendeeOut":
        """Return the registration for the API."""
        outside = {
            "id": card.public_id,
            "session_id": card.session_public_id,
            "person_id": public_id("person", card.person_id),
            "partner_id": public_id("partner", card.partner_id) if card.partner_id else None,
            "reasons": [f"{rule}: {text}" for rule, text in card.reasons],
        }
        return cls(**outside, **{name: getattr(card, name) for name in cls.model_fields if name not in outside})


class PresenceIn(Body):
    """How long somebody was there."""

    person_id: _Id
    minutes: Annotated[int, Field(ge=0, le=100_000)]


class AttendanceIn(Body):
    """Who was there how long; all of it is recorded, or nothing."""

    entries: Annotated[list[PresenceIn], Field(min_length=1, max_length=5000)]


class RecordingIn(Body):
    """Where a session can be watched again. A video file is added on the page of the session."""

    url: Annotated[Line, Field(min_length=1, max_length=1000)]


class JoinOut(Schema):
    """Where a session is held."""

    link: str


class RecordingOut(Schema):
    """Where a session can be watched again; empty where its video is played in the portal."""

    url: str


class PartnerFigureOut(Schema):
    """How the people of a partner came to sessions that are over; no partner for the host's own."""

    partner_id: str | None
    partner: str
    registered: int
    attended: int
    partly: int
    absent: int
    rate: int | None

    @classmethod
    def of(cls, one: PartnerFigure) -> "PartnerFigureOut":
        """Return the figures for the API."""
        key: UUID | None = one.partner_id
        names = ("partner", "registered", "attended", "partly", "absent", "rate")
        return cls(
            partner_id=public_id("partner", key) if key else None, **{name: getattr(one, name) for name in names}
        )


class SessionFiguresOut(Schema):
    """What became of the sessions that ended in a period; `rate` in percent of those registered."""

    sessions: int
    registered: int
    attended: int
    partly: int
    absent: int
    watched: int
    rate: int | None
    partners: list[PartnerFigureOut]

    @classmethod
    def of(cls, figures: SessionFigures) -> "SessionFiguresOut":
        """Return the figures for the API."""
        names = ("sessions", "registered", "attended", "partly", "absent", "watched", "rate")
        return cls(
            partners=[PartnerFigureOut.of(one) for one in figures.partners],
            **{name: getattr(figures, name) for name in names},
        )


class CalendarFeedOut(Schema):
    """The private address of the caller's calendar; it is shown this once."""

    url: str
