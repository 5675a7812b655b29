"""Learners: who is enrolled in what, by whom, and how far they are."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class EnrolledBy(StrEnum):
    """How somebody came into a course."""

    SELF = "self"
    PARTNER = "partner"
    HOST = "host"
    RULE = "rule"

    @property
    def label(self) -> str:
        return _BY_LABELS[self]


_BY_LABELS = {
    EnrolledBy.SELF: sentence("By themselves"),
    EnrolledBy.PARTNER: sentence("By their administrator"),
    EnrolledBy.HOST: sentence("By the host"),
    EnrolledBy.RULE: sentence("By a rule"),
}


class EnrollmentState(StrEnum):
    """Where an enrollment stands."""

    ASSIGNED = "assigned"
    STARTED = "started"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    EnrollmentState.ASSIGNED: sentence("Not begun"),
    EnrollmentState.STARTED: sentence("In progress"),
    EnrollmentState.COMPLETED: sentence("Completed"),
    EnrollmentState.WITHDRAWN: sentence("Withdrawn"),
    EnrollmentState.PAUSED: sentence("Paused"),
}

ENROLLMENT_TONES = {
    EnrollmentState.ASSIGNED: "neutral",
    EnrollmentState.STARTED: "blue",
    EnrollmentState.COMPLETED: "green",
    EnrollmentState.WITHDRAWN: "neutral",
    EnrollmentState.PAUSED: "amber",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerFacts:
    """What decides which courses are for somebody."""

    is_host: bool
    roles: frozenset[str]
    partner_types: frozenset[str] = frozenset()
    tier: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentFilter:
    """Which enrollments are wanted; empty fields do not restrict."""

    person_id: UUID | None = None
    partner_id: UUID | None = None
    course_id: UUID | None = None
    state: EnrollmentState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentCard:
    """An enrollment as lists and the player show it."""

    id: UUID
    public_id: str
    course_id: UUID
    course_public_id: str
    course: str
    version: int
    person_id: UUID
    person: str
    partner_id: UUID | None
    partner: str
    state: EnrollmentState
    by: EnrolledBy
    enrolled_at: datetime
    due_on: date | None
    started_at: datetime | None
    completed_at: datetime | None
    lessons_done: int
    lessons_total: int
    updated_at: datetime
    certificate_id: str = ""

    @property
    def progress(self) -> int:
        return 100 * self.lessons_done // max(1, self.lessons_total)

    def is_late_on(self, day: date) -> bool:
        """Tell whether it was to be completed before the day and is not."""
        open_states = (EnrollmentState.ASSIGNED, EnrollmentState.STARTED)
        return self.due_on is not None and self.due_on < day and self.state in open_states


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A person of a partner with what they learn and hold, for those who look after the team."""

    person_id: UUID
    name: str
    open: int
    late: int
    completed: int
    certificates: int
    soon_expiring: int
