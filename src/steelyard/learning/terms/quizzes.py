"""Quizzes: questions in pools, what a learner is asked, what was given, and what it was worth."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMBER = "number"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    QuestionKind.SINGLE: sentence("One answer is right"),
    QuestionKind.MULTIPLE: sentence("Several answers may be right"),
    QuestionKind.TRUE_FALSE: sentence("True or false"),
    QuestionKind.NUMBER: sentence("A number"),
}

TRUE_OR_FALSE = {"true": sentence("True"), "false": sentence("False")}
"""The two choices of a true-or-false question by their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer that may be chosen."""

    key: str
    text: str
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its solution; only the host and the grading read it."""

    key: str
    kind: QuestionKind
    text: str
    pool: str = ""
    points: int = 1
    choices: tuple[Choice, ...] = ()
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How many questions of a pool a quiz asks; 0 for all of them."""

    pool: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """How a lesson is examined. No limit of time or of attempts where it is 0; `wait_hours` pass between two attempts."""

    draws: tuple[Draw, ...]
    pass_mark: int = 80
    minutes: int = 0
    attempts: int = 0
    wait_hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuestion:
    """A question as a learner is asked it, without its solution."""

    key: str
    kind: QuestionKind
    text: str
    points: int
    choices: tuple[Choice, ...] = ()
    """In the order in which they are shown, all said to be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a learner answered: the keys of choices, or a number."""

    chosen: tuple[str, ...] = ()
    number: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one answer was worth."""

    key: str
    is_right: bool
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an attempt was worth. Units: `score` in percent, rounded down to a tenth, so that rounding lets nobody pass."""

    score: Decimal
    passed: bool
    marks: tuple[Mark, ...]


class AttemptState(StrEnum):
    """Where an attempt stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    AttemptState.OPEN: sentence("Open"),
    AttemptState.PASSED: sentence("Passed"),
    AttemptState.FAILED: sentence("Not passed"),
}

ATTEMPT_TONES = {AttemptState.OPEN: "blue", AttemptState.PASSED: "green", AttemptState.FAILED: "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptCard:
    """An attempt as its learner sees it: what was asked; once graded also what was right, never what would have been."""

    id: UUID
    public_id: str
    enrollment_id: UUID
    lesson: str
    number: int
    started_at: datetime
    due_at: datetime | None
    handed_in_at: datetime | None
    paper: tuple[PaperQuestion, ...]
    given: dict[str, Given] = field(default_factory=dict)
    result: Result | None = None
    explanations: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> AttemptState:
        if self.result is None:
            return AttemptState.OPEN
        return AttemptState.PASSED if self.result.passed else AttemptState.FAILED
