"""Learning paths and how far somebody is on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.learning.terms import Audience


class StepState(StrEnum):
    """Where somebody stands with a course of a path."""

    COMPLETED = "completed"
    OPEN = "open"
    AHEAD = "ahead"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    StepState.COMPLETED: sentence("Completed"),
    StepState.OPEN: sentence("In progress"),
    StepState.AHEAD: sentence("Not begun"),
}

STEP_TONES = {StepState.COMPLETED: "green", StepState.OPEN: "blue", StepState.AHEAD: "neutral"}
"""The tone in which the state of a step is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathDraft:
    """What a path is. People are to complete its courses `due_days` after they are put on it; None for no day."""

    title: str
    summary: str = ""
    courses: tuple[UUID, ...] = ()
    audience: Audience = Audience()  # noqa: RUF009 - a frozen value
    due_days: int | None = None
    assigns_itself: bool = False
    """Whether everybody whom it is for is put on it: at once who joins, by night who became one of them."""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """A course of a path, and where the asking person stands with it."""

    course_id: UUID
    course_public_id: str
    title: str
    minutes: int
    certification: str
    state: StepState
    enrollment_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCard:
    """A path as lists and its page show it, with how far the asking person is."""

    id: UUID
    public_id: str
    key: str
    draft: PathDraft
    steps: tuple[PathStep, ...]
    changed_at: datetime

    @property
    def completed(self) -> int:
        return sum(step.state is StepState.COMPLETED for step in self.steps)

    @property
    def is_begun(self) -> bool:
        return any(step.state is not StepState.AHEAD for step in self.steps)

    @property
    def next_step(self) -> PathStep | None:
        return next((step for step in self.steps if step.state is not StepState.COMPLETED), None)
