"""Making courses, certifications and learners for tests, through the context's own commands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.learning import commands
from steelyard.learning.queries.courses import get_view
from steelyard.learning.terms import (
    Audience,
    Choice,
    CourseDraft,
    Draw,
    Lesson,
    LessonKind,
    Level,
    Module,
    Outline,
    Question,
    QuestionKind,
    Quiz,
    Validity,
)

QUESTIONS = (
    Question(
        key="weigh",
        kind=QuestionKind.SINGLE,
        text="What does a steelyard do?",
        pool="basics",
        choices=(Choice(key="weigh", text="It weighs", is_right=True), Choice(key="melt", text="It melts")),
        explanation="It is a balance.",
    ),
    Question(
        key="house",
        kind=QuestionKind.MULTIPLE,
        text="Who traded there?",
        pool="basics",
        points=2,
        choices=(
            Choice(key="hansa", text="The Hanse", is_right=True),
            Choice(key="london", text="Londoners", is_right=True),
            Choice(key="mars", text="Martians"),
        ),
    ),
    Question(
        key="beam",
        kind=QuestionKind.TRUE_FALSE,
        text="It has one beam.",
        pool="basics",
        choices=(Choice(key="true", text="True", is_right=True), Choice(key="false", text="False")),
    ),
    Question(key="stone", kind=QuestionKind.NUMBER, text="How many pounds has a stone?", pool="basics", number=14),
)
RIGHT = {
    "weigh": {"chosen": ("weigh",)},
    "house": {"chosen": ("hansa", "london")},
    "beam": {"chosen": ("true",)},
    "stone": {"number": 14},
}
"""The answers that earn all points."""

READING = Lesson(key="reading", title="Reading", kind=LessonKind.TEXT, text="# Weigh\n\nWith care.", minutes=10)

SURVEY = Lesson(key="survey", title="Survey a site", kind=LessonKind.PRACTICE, text="Measure, and send what you found.")


def quiz_lesson(**said: Any) -> Lesson:
    """Return a lesson that examines with all four questions."""
    quiz = Quiz(**{"draws": (Draw(pool="basics"),), **said})
    return Lesson(key="exam", title="Exam", kind=LessonKind.QUIZ, minutes=15, quiz=quiz)


def make_course(
    now: datetime,
    key: str = "weighing",
    *,
    lessons: Sequence[Lesson] = (READING,),
    questions: Sequence[Question] = (),
    audience: Audience | None = None,
    actor: Actor = SYSTEM,
    is_published: bool = True,
    **said: Any,
) -> UUID:
    """Make a course of one module, published unless it is not wanted, and return its id."""
    draft = CourseDraft(**{"title": f"The art of {key}", "summary": "For careful people.", **said})
    draft = replace(draft, outline=Outline(modules=(Module(key="first", title="First steps", lessons=tuple(lessons)),)))
    course = commands.create_course(actor=actor, key=key, draft=draft, audience=audience or Audience(), now=now)
    view = get_view(actor, course, draft=True)
    commands.write_draft(
        actor=actor, course_id=course, draft=draft, questions=questions, revision=view.revision, now=now
    )
    if is_published:
        commands.publish_course(actor=actor, course_id=course, now=now)
    return course


def make_certification(now: datetime, key: str = "weigher", **validity: Any) -> UUID:
    """Define what people can be certified for."""
    return commands.define_certification(
        actor=SYSTEM,
        key=key,
        name=key.title(),
        summary="",
        level=Level.ASSOCIATE,
        validity=Validity(**validity),
        now=now,
    )


def enroll(now: datetime, actor: Actor, course: UUID) -> UUID:
    """Let somebody enroll themselves, and return the enrollment."""
    assert actor.person_id is not None
    (enrollment,) = commands.enroll_people(
        actor=actor, course_id=course, person_ids=[actor.person_id], partner_id=actor.partner_id, now=now
    )
    return enrollment


def complete(now: datetime, actor: Actor, course: UUID) -> UUID:
    """Let somebody take a course that has only the reading, to its end."""
    enrollment = enroll(now, actor, course)
    commands.complete_lesson(actor=actor, enrollment_id=enrollment, lesson="reading", now=now)
    return enrollment
