"""Practical work: where it stands, and as what it is shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class WorkState(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    WorkState.WAITING: sentence("Waiting for a review"),
    WorkState.ACCEPTED: sentence("Accepted"),
    WorkState.RETURNED: sentence("Given back"),
}

WORK_TONES = {WorkState.WAITING: "blue", WorkState.ACCEPTED: "green", WorkState.RETURNED: "amber"}
"""The tone in which the state of a piece of work is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """Which work is wanted; empty fields do not restrict."""

    state: WorkState | None = None
    course_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """A piece of work as its learner and its reviewer see it."""

    id: UUID
    public_id: str
    enrollment_id: UUID
    course: str
    lesson: str
    title: str
    number: int
    person_id: UUID
    person: str
    partner_id: UUID | None
    partner: str
    text: str
    file_id: UUID | None
    handed_in_at: datetime
    state: WorkState
    graded_at: datetime | None
    grader: str
    feedback: str
