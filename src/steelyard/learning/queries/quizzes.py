"""Reading attempts: what was asked and given, and once graded, what was right."""

from uuid import UUID

from pydantic import TypeAdapter

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.learning.models import Attempt
from steelyard.learning.queries.courses import content_of, questions_of
from steelyard.learning.terms import AttemptCard, Given, Mark, PaperQuestion, Result
from steelyard.platform.db import as_system

_paper: TypeAdapter[tuple[PaperQuestion, ...]] = TypeAdapter(tuple[PaperQuestion, ...])
_given: TypeAdapter[dict[str, Given]] = TypeAdapter(dict[str, Given])
_marks: TypeAdapter[tuple[Mark, ...]] = TypeAdapter(tuple[Mark, ...])


def get_attempt(actor: Actor, attempt_id: UUID) -> AttemptCard:
    """Return an attempt. Explanations, which give solutions away, come when nothing is left to be tried. Raises: NotFound."""
    row = Attempt.visible_to(actor).select_related("enrollment__version").filter(id=attempt_id).first()
    if row is None:
        raise NotFound
    return _card(row, _explanations(row))


def list_attempts(actor: Actor, enrollment_id: UUID, lesson: str) -> list[AttemptCard]:
    """Return the attempts at one quiz of an enrollment, the newest first; there are few."""
    rows = Attempt.visible_to(actor).filter(enrollment=enrollment_id, lesson=lesson).order_by("-number")
    return [_card(row, {}) for row in rows]


def paper_of(attempt: Attempt) -> tuple[PaperQuestion, ...]:
    """Return what an attempt asks."""
    return _paper.validate_python(attempt.paper)


def given_of(attempt: Attempt) -> dict[str, Given]:
    """Return what was answered so far."""
    return _given.validate_python(attempt.given)


def _explanations(row: Attempt) -> dict[str, str]:
    if row.handed_in_at is None:
        return {}
    lesson = content_of(row.enrollment.version).outline.find_lesson(row.lesson)
    most = lesson.quiz.attempts if lesson and lesson.quiz else 0
    if not row.passed and (not most or row.number < most):
        return {}
    asked = {question.key for question in paper_of(row)}
    with as_system():
        questions = questions_of(row.enrollment.version_id)
    return {one.key: one.explanation for one in questions if one.key in asked and one.explanation}


def _card(row: Attempt, explanations: dict[str, str]) -> AttemptCard:
    result = None
    if row.score is not None and row.passed is not None:
        result = Result(score=row.score, passed=row.passed, marks=_marks.validate_python(row.marks))
    return AttemptCard(
        id=row.id,
        public_id=row.public_id,
        enrollment_id=row.enrollment_id,
        lesson=row.lesson,
        number=row.number,
        started_at=row.started_at,
        due_at=row.due_at,
        handed_in_at=row.handed_in_at,
        paper=paper_of(row),
        given=given_of(row),
        result=result,
        explanations=explanations,
    )
