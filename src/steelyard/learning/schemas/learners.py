"""Enrollments and attempts as the API takes and gives them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.learning.terms import (
    AttemptCard,
    AttemptState,
    EnrolledBy,
    EnrollmentCard,
    EnrollmentState,
    Given,
    Lesson,
    LessonKind,
    QuestionKind,
    TeamMember,
)
from steelyard.platform.http.schemas import Body, Schema

Id = Annotated[str, Field(max_length=60)]


class EnrollmentIn(Body):
    """Who is enrolled: the caller, or people of one partner (of the host where none is named)."""

    person_ids: Annotated[list[Id], Field(max_length=1000, description="Empty for oneself.")] = []
    partner_id: Id | None = None
    due_on: date | None = None


class PlannedEnrollmentsIn(Body):
    """Everybody whom the course is for, or those of them in a segment of partners."""

    segment_id: Id | None = None
    due_on: date | None = None


class EnrolledOut(Schema):
    """The enrollments that were made; whoever was in the course already has none."""

    enrollment_ids: list[str]


class EnrollmentOut(Schema):
    """Somebody in a course, in the version that was published when they were enrolled."""

    id: str
    course_id: str
    course: str
    version: int
    person_id: str
    person: str
    partner_id: str | None
    partner: str
    state: EnrollmentState
    by: EnrolledBy
    enrolled_at: datetime
    due_on: date | None
    started_at: datetime | None
    completed_at: datetime | None
    lessons_done: int
    lessons_total: int
    progress: int
    certificate_id: str
    updated_at: datetime

    @classmethod
    def of(cls, card: EnrollmentCard) -> "EnrollmentOut":
        """Return the enrollment for the API."""
        outside = {
            "id": card.public_id,
            "course_id": card.course_public_id,
            "person_id": public_id("person", card.person_id),
            "partner_id": public_id("partner", card.partner_id) if card.partner_id else None,
        }
        return cls(**outside, **{name: getattr(card, name) for name in cls.model_fields if name not in outside})


class LessonOut(Schema):
    """A lesson as its learner sees it."""

    key: str
    module: str
    title: str
    kind: LessonKind
    minutes: int
    text: str
    has_file: bool
    is_done: bool

    @classmethod
    def of(cls, lesson: Lesson, *, module: str, is_done: bool) -> "LessonOut":
        """Return the lesson for the API."""
        return cls(
            key=lesson.key,
            module=module,
            title=lesson.title,
            kind=lesson.kind,
            minutes=lesson.minutes,
            text=lesson.text,
            has_file=lesson.file_id is not None,
            is_done=is_done,
        )


class EnrollmentDetailOut(EnrollmentOut):
    """An enrollment with its lessons."""

    lessons: list[LessonOut]


class QuizAnswerIn(Body):
    """What a learner answers to one question: the keys of choices, or a number."""

    chosen: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = []
    number: Decimal | None = None

    def given(self) -> Given:
        """Return the answer as learning knows it."""
        return Given(chosen=tuple(dict.fromkeys(self.chosen)), number=self.number)


class QuizAnswersIn(Body):
    """What a learner answers, by the key of each question."""

    answers: Annotated[dict[Annotated[str, Field(max_length=60)], QuizAnswerIn], Field(max_length=500)]

    def given(self) -> dict[str, Given]:
        """Return the answers as learning knows them."""
        return {key: answer.given() for key, answer in self.answers.items()}


class PaperChoiceOut(Schema):
    """An answer to choose."""

    key: str
    text: str


class PaperQuestionOut(Schema):
    """A question that was asked; `is_right` and `explanation` come once they are due."""

    key: str
    kind: QuestionKind
    text: str
    points: int
    choices: list[PaperChoiceOut]
    chosen: list[str]
    number: Decimal | None
    is_right: bool | None
    explanation: str


class QuizAttemptOut(Schema):
    """An attempt at a quiz."""

    id: str
    enrollment_id: str
    lesson: str
    number: int
    state: AttemptState
    started_at: datetime
    due_at: datetime | None
    handed_in_at: datetime | None
    score: Decimal | None
    questions: list[PaperQuestionOut]

    @classmethod
    def of(cls, card: AttemptCard) -> "QuizAttemptOut":
        """Return the attempt for the API."""
        right = {mark.key: mark.is_right for mark in card.result.marks} if card.result else {}
        questions = [
            PaperQuestionOut(
                key=asked.key,
                kind=asked.kind,
                text=asked.text,
                points=asked.points,
                choices=[PaperChoiceOut(key=choice.key, text=choice.text) for choice in asked.choices],
                chosen=list(card.given.get(asked.key, Given()).chosen),
                number=card.given.get(asked.key, Given()).number,
                is_right=right.get(asked.key),
                explanation=card.explanations.get(asked.key, ""),
            )
            for asked in card.paper
        ]
        return cls(
            id=card.public_id,
            enrollment_id=public_id("enrollment", card.enrollment_id),
            score=card.result.score if card.result else None,
            questions=questions,
            **{
                name: getattr(card, name)
                for name in ("lesson", "number", "state", "started_at", "due_at", "handed_in_at")
            },
        )


class TeamMemberOut(Schema):
    """How one person of a partner stands."""

    person_id: str
    name: str
    open: int
    late: int
    completed: int
    certificates: int
    soon_expiring: int

    @classmethod
    def of(cls, member: TeamMember) -> "TeamMemberOut":
        """Return the person for the API."""
        fields = {name: getattr(member, name) for name in cls.model_fields if name != "person_id"}
        return cls(person_id=public_id("person", member.person_id), **fields)
