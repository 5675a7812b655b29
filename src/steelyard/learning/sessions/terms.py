"""Live sessions: when and where they are, who has a seat, and who was there how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from steelyard.kernel.refusals import sentence
from steelyard.learning.terms import Audience

DOOR_OPENS = timedelta(minutes=15)
"""How long before its beginning a session can be joined."""


class SessionState(StrEnum):
    """Whether people can register for a session."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELED = "canceled"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    SessionState.DRAFT: sentence("Draft"),
    SessionState.PUBLISHED: sentence("Published"),
    SessionState.CANCELED: sentence("Canceled"),
}


class SessionPhase(StrEnum):
    """Where a session stands at an instant."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    OVER = "over"

    @property
    def label(self) -> str:
        return _PHASE_LABELS[self]


_PHASE_LABELS = {
    SessionPhase.UPCOMING: sentence("Upcoming"),
    SessionPhase.RUNNING: sentence("Under way"),
    SessionPhase.OVER: sentence("Over"),
}

PHASE_TONES = {SessionPhase.UPCOMING: "blue", SessionPhase.RUNNING: "green", SessionPhase.OVER: "neutral"}
SESSION_TONES = {SessionState.DRAFT: "neutral", SessionState.CANCELED: "red"}


class AttendeeState(StrEnum):
    """What somebody has of a session."""

    SEATED = "seated"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _ATTENDEE_LABELS[self]


_ATTENDEE_LABELS = {
    AttendeeState.SEATED: sentence("With a seat"),
    AttendeeState.WAITING: sentence("On the waiting list"),
    AttendeeState.WITHDRAWN: sentence("Withdrawn"),
}

ATTENDEE_TONES = {AttendeeState.SEATED: "green", AttendeeState.WAITING: "amber", AttendeeState.WITHDRAWN: "neutral"}


class Attendance(StrEnum):
    """Whether somebody was there."""

    ATTENDED = "attended"
    PARTLY = "partly"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return ATTENDANCE_LABELS[self]


ATTENDANCE_LABELS = {
    Attendance.ATTENDED: sentence("Attended"),
    Attendance.PARTLY: sentence("Attended in part"),
    Attendance.ABSENT: sentence("Absent"),
}

ATTENDANCE_TONES = {Attendance.ATTENDED: "green", Attendance.PARTLY: "amber", Attendance.ABSENT: "neutral"}


class AttendanceSource(StrEnum):
    """How it is known that somebody was there."""

    JOINED = "joined"
    RECORDED = "recorded"
    IMPORTED = "imported"
    WATCHED = "watched"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    AttendanceSource.JOINED: sentence("Joined from the portal"),
    AttendanceSource.RECORDED: sentence("Recorded by hand"),
    AttendanceSource.IMPORTED: sentence("From a file"),
    AttendanceSource.WATCHED: sentence("Watched the recording"),
}


class Ahead(StrEnum):
    """How far ahead somebody is reminded."""

    DAY = "day"
    HOUR = "hour"


AHEAD_LABELS = {Ahead.DAY: sentence("within a day"), Ahead.HOUR: sentence("within an hour")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """What the host says of a session. `starts` and `ends` are by the clock on the wall where `zone` is."""

    title: str
    starts: datetime
    ends: datetime
    zone: str
    description: str = ""
    presenters: tuple[str, ...] = ()
    link: str = ""
    place: str = ""
    seats: int | None = None
    """How many people it has room for; None for any number."""
    language: str = "en"
    course_id: UUID | None = None
    lesson: str = ""
    """The lesson of the course that attending completes; empty for the whole course."""
    audience: Audience = Audience()  # noqa: RUF009 - a frozen value


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """Which sessions are wanted; empty fields do not restrict."""

    text: str = ""
    phase: SessionPhase | None = None
    is_ahead: bool = False
    """Whether only what is not over is wanted."""
    state: SessionState | None = None
    language: str = ""
    is_mine: bool = False
    has_recording: bool = False
    course_id: UUID | None = None
    lesson: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """A session as lists and its page show it, with what the asking person has of it.

    The link by which it is held is not among it: people come to it by joining, which is noted.
    """

    id: UUID
    public_id: str
    title: str
    description: str
    presenters: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    is_online: bool
    language: str
    seats: int | None
    seats_left: int | None
    seats_taken: int | None
    """How many people have a seat, for those who run sessions; others learn what is left of a limit alone."""
    waiting: int | None
    state: SessionState
    phase: SessionPhase
    cancel_reason: str
    course_id: UUID | None
    course_public_id: str
    course: str
    lesson: str
    recording_url: str
    recording_file_id: UUID | None
    sequence: int
    updated_at: datetime
    attendee_id: UUID | None = None
    own_state: AttendeeState | None = None
    own_attendance: Attendance | None = None
    own_place: int = 0
    """The asking person's place on the waiting list; 0 for none."""
    own_watched_at: datetime | None = None

    @property
    def has_recording(self) -> bool:
        return bool(self.recording_url or self.recording_file_id)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether somebody can register."""
        return self.state is SessionState.PUBLISHED and now < self.ends_at

    def is_joinable_at(self, now: datetime) -> bool:
        """Tell whether its door is open."""
        return (
            self.state is SessionState.PUBLISHED
            and self.is_online
            and self.starts_at - DOOR_OPENS <= now < self.ends_at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeFilter:
    """Which attendees are wanted; empty fields do not restrict."""

    text: str = ""
    session_id: UUID | None = None
    person_id: UUID | None = None
    partner_id: UUID | None = None
    state: AttendeeState | None = None
    attendance: Attendance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeCard:
    """Somebody's registration for a session and, when it is over, whether they were there and why that is said."""

    id: UUID
    public_id: str
    session_id: UUID
    session_public_id: str
    session: str
    starts_at: datetime
    person_id: UUID
    person: str
    partner_id: UUID | None
    partner: str
    state: AttendeeState
    registered_at: datetime
    joined_at: datetime | None
    minutes: int | None
    attendance: Attendance | None
    source: AttendanceSource | None
    reasons: tuple[tuple[str, str], ...]
    """Rule and sentence."""
    watched_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRules:
    """From which share of a session on somebody counts as there, and what besides presence counts."""

    attended_percent: int
    partly_percent: int
    joining_counts: bool
    watching_counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceFacts:
    """What is known of somebody's presence; `minutes` as told, or as counted from joining."""

    minutes: int
    length: int
    source: AttendanceSource
    joined_late: int = 0
    """How many minutes after the beginning they joined, where that is how it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceEntry:
    """How long somebody was there, as the host or its meeting software says."""

    person_id: UUID
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFigure:
    """How the people of a partner came to sessions that are over; `partner_id` None for the host's own."""

    partner_id: UUID | None
    partner: str
    registered: int
    attended: int
    partly: int
    absent: int

    @property
    def rate(self) -> int | None:
        """Percent of those registered who attended; None where nobody was registered."""
        return round(100 * self.attended / self.registered) if self.registered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFigures:
    """What became of the sessions that ended in a period."""

    sessions: int
    registered: int
    attended: int
    partly: int
    absent: int
    watched: int
    partners: tuple[PartnerFigure, ...]

    @property
    def rate(self) -> int | None:
        return round(100 * self.attended / self.registered) if self.registered else None
