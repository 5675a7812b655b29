"""What happens to live sessions and to those who register for them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.learning.sessions.terms import AHEAD_LABELS, ATTENDANCE_LABELS
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent(Event):
    """Something that the host did with a session; whom it concerns is told, other partners are not."""

    subject_type = "livesession"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScheduled(SessionEvent):
    """A session was written down; nobody sees it until it is published."""

    type = "learning.session.scheduled"
    sentence = sentence("The live session {subject} was scheduled")
    icon = "calendar-plus"

    starts_at: datetime
    zone: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPublished(SessionEvent):
    """People can register for a session from now on."""

    type = "learning.session.published"
    sentence = sentence("The live session {subject} was published")
    icon = "calendar-event"

    starts_at: datetime
    zone: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChanged(SessionEvent):
    """What a session is about, or whom it is for, was changed; when and where it is was not."""

    type = "learning.session.changed"
    sentence = sentence("The live session {subject} was edited")
    icon = "edit"

    seats: int | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMoved(SessionEvent):
    """A published session takes place at another time or in another place."""

    type = "learning.session.moved"
    sentence = sentence("The live session {subject} was moved")
    icon = "calendar-time"

    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    previous_starts_at: datetime
    previous_ends_at: datetime
    previous_zone: str
    previous_place: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCanceled(SessionEvent):
    """A session does not take place."""

    type = "learning.session.canceled"
    sentence = sentence("The live session {subject} was canceled: {reason}")
    icon = "calendar-off"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed(SessionEvent):
    """A session is over, and who joined it from the portal was counted."""

    type = "learning.session.closed"
    sentence = sentence("The live session {subject} is over")
    icon = "calendar-check"

    registered: int
    attended: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingAdded(SessionEvent):
    """A session can be watched again."""

    type = "learning.session.recorded"
    sentence = sentence("The recording of {subject} is there")
    icon = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeEvent(Event):
    """Something that happened to somebody's registration; the subject is called like the session."""

    subject_type = "attendee"

    session_id: UUID
    person_id: UUID
    person: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeRegistered(AttendeeEvent):
    """Somebody has a seat in a session."""

    type = "learning.attendee.registered"
    sentence = sentence("{person} was registered for {subject}")
    icon = "user-plus"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeWaits(AttendeeEvent):
    """Somebody waits for a seat in a session that is full."""

    type = "learning.attendee.waits"
    sentence = sentence("{person} is on the waiting list of {subject}")
    icon = "clock"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeSeated(AttendeeEvent):
    """Somebody who waited got a seat that became free."""

    type = "learning.attendee.seated"
    sentence = sentence("A seat is free: {person} is now registered for {subject}")
    icon = "user-check"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeWithdrawn(AttendeeEvent):
    """Somebody does not come to a session."""

    type = "learning.attendee.withdrawn"
    sentence = sentence("{person} is no longer registered for {subject}")
    icon = "user-minus"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeReminded(AttendeeEvent):
    """A session that somebody has a seat in begins soon."""

    type = "learning.attendee.reminded"
    sentence = sentence("{subject} begins {ahead}")
    icon = "bell"
    terms = {"ahead": AHEAD_LABELS}

    ahead: str
    starts_at: datetime
    ends_at: datetime
    zone: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeJoined(AttendeeEvent):
    """Somebody went to a session by the link of the portal, for the first time."""

    type = "learning.attendee.joined"
    sentence = sentence("{person} joined {subject}")
    icon = "login"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecorded(AttendeeEvent):
    """It was decided whether somebody attended; later word replaces it."""

    type = "learning.attendee.attendance_recorded"
    sentence = sentence("{person} at {subject}: {attendance}")
    icon = "clipboard-check"
    terms = {"attendance": ATTENDANCE_LABELS}

    attendance: str
    minutes: int
    source: str
    starts_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingWatched(AttendeeEvent):
    """Somebody who was registered says that they watched the recording."""

    type = "learning.attendee.watched"
    sentence = sentence("{person} watched the recording of {subject}")
    icon = "video"
