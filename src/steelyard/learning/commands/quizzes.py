"""Attempts at quizzes: begun, saved on the way, handed in and graded once, closed when their time is over."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import InvalidInput, NotAllowed, NotFound, sentence
from steelyard.learning.commands.completing import finish_lesson, is_learner
from steelyard.learning.events import AttemptStarted, QuizGraded
from steelyard.learning.models import Attempt, Enrollment
from steelyard.learning.policies import compute_result, draw_paper
from steelyard.learning.queries.courses import content_of, questions_of
from steelyard.learning.queries.quizzes import get_attempt, given_of, paper_of
from steelyard.learning.refusals import (
    AttemptAlreadyGraded,
    AttemptOutOfTime,
    AttemptTooSoon,
    EnrollmentOver,
    LessonIsNoQuiz,
    NoAttemptLeft,
    QuizAlreadyPassed,
)
from steelyard.learning.terms import AttemptCard, Given, Lesson, QuestionKind, Quiz
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import jsonable, record

_ON_THE_WAY = timedelta(seconds=5)
"""What was sent in time may need a moment until it is here."""


@transaction.atomic
def start_attempt(*, actor: Actor, enrollment_id: UUID, lesson: str, now: datetime) -> UUID:
    """Give the learner the questions of a quiz, and return the attempt; one that is open goes on instead.

    Raises: NotFound, NotAllowed, EnrollmentOver, LessonIsNoQuiz, QuizAlreadyPassed, NoAttemptLeft, AttemptTooSoon.
    """
    found = Enrollment.visible_to(actor).filter(id=enrollment_id).first()
    if found is None:
        raise NotFound
    if not is_learner(actor, found):
        raise NotAllowed
    with as_system():
        enrollment = _lock(enrollment_id)
        asked, quiz = _quiz_of(enrollment, lesson)
        attempts = list(enrollment.attempts.filter(lesson=lesson).order_by("number"))
        if attempts and attempts[-1].handed_in_at is None:
            if not _is_over(attempts[-1], now):
                return attempts[-1].id
            _grade(attempts[-1], enrollment, asked, quiz, actor=SYSTEM, now=now)
        if any(attempt.passed for attempt in attempts):
            raise QuizAlreadyPassed
        if not enrollment.is_open:
            raise EnrollmentOver
        _require_another(attempts, quiz, now)
        attempt = Attempt.objects.create(
            enrollment=enrollment,
            lesson=lesson,
            number=len(attempts) + 1,
            started_at=now,
            due_at=now + timedelta(minutes=quiz.minutes) if quiz.minutes else None,
            paper=jsonable(draw_paper(questions_of(enrollment.version_id), quiz, seed=secrets.randbits(64))),
        )
        enrollment.started_at = enrollment.started_at or now
        enrollment.save(update_fields=["started_at"])
        happened = AttemptStarted(
            **_subject_of(enrollment),
            lesson=asked.title,
            number=attempt.number,
            attempt_id=attempt.id,
            due_at=attempt.due_at,
        )
        record(happened, actor=actor, now=now)
        return attempt.id


@transaction.atomic
def save_answers(*, actor: Actor, attempt_id: UUID, given: Mapping[str, Given], now: datetime) -> None:
    """Keep what was answered so far, so that it counts when the time runs out.

    Raises: NotFound, NotAllowed, AttemptAlreadyGraded, AttemptOutOfTime, InvalidInput.
    """
    _require_own(actor, attempt_id)
    with as_system():
        attempt = _lock_open(attempt_id, now)
        attempt.given, attempt.given_at = _checked(attempt, given), now
        attempt.save(update_fields=["given", "given_at"])


@transaction.atomic
def hand_in_attempt(*, actor: Actor, attempt_id: UUID, given: Mapping[str, Given], now: datetime) -> AttemptCard:
    """Grade what was answered, once, and return what it was worth; with a pass the lesson is done.

    Raises: NotFound, NotAllowed, AttemptAlreadyGraded, AttemptOutOfTime, InvalidInput.
    """
    _require_own(actor, attempt_id)
    with as_system():
        attempt = _lock_open(attempt_id, now)
        attempt.given, attempt.given_at = _checked(attempt, given), now
        enrollment = _lock(attempt.enrollment_id)
        asked, quiz = _quiz_of(enrollment, attempt.lesson)
        _grade(attempt, enrollment, asked, quiz, actor=actor, now=now)
    return get_attempt(actor, attempt_id)


@transaction.atomic
def close_attempt(*, attempt_id: UUID, now: datetime) -> None:
    """Grade an attempt whose time is over by what was saved in time; call as the system. One that is graded stays as it is."""
    attempt = Attempt.objects.select_for_update().filter(id=attempt_id, handed_in_at=None).first()
    if attempt is not None and _is_over(attempt, now):
        enrollment = _lock(attempt.enrollment_id)
        asked, quiz = _quiz_of(enrollment, attempt.lesson)
        _grade(attempt, enrollment, asked, quiz, actor=SYSTEM, now=now)


def _grade(attempt: Attempt, enrollment: Enrollment, asked: Lesson, quiz: Quiz, *, actor: Actor, now: datetime) -> None:
    questions = {question.key: question for question in questions_of(enrollment.version_id)}
    result = compute_result(paper_of(attempt), questions, given_of(attempt), pass_mark=quiz.pass_mark)
    attempt.handed_in_at, attempt.score, attempt.passed = now, result.score, result.passed
    attempt.marks = jsonable(result.marks)
    attempt.save()
    happened = QuizGraded(
        **_subject_of(enrollment),
        lesson=asked.title,
        number=attempt.number,
        score=result.score,
        passed=result.passed,
    )
    record(happened, actor=actor, now=now)
    if result.passed and enrollment.is_open:
        finish_lesson(enrollment.id, attempt.lesson, actor=actor, now=now)


def _require_own(actor: Actor, attempt_id: UUID) -> None:
    attempt = Attempt.visible_to(actor).select_related("enrollment").filter(id=attempt_id).first()
    if attempt is None:
        raise NotFound
    if not is_learner(actor, attempt.enrollment):
        raise NotAllowed


def _lock(enrollment_id: UUID) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("course", "version")
    return rows.get(id=enrollment_id)


def _lock_open(attempt_id: UUID, now: datetime) -> Attempt:
    attempt = Attempt.objects.select_for_update().get(id=attempt_id)
    if attempt.handed_in_at is not None:
        raise AttemptAlreadyGraded(score=attempt.score)
    if _is_over(attempt, now):
        raise AttemptOutOfTime(at=f"{attempt.due_at:%Y-%m-%d %H:%M}")
    return attempt


def _is_over(attempt: Attempt, now: datetime) -> bool:
    return attempt.due_at is not None and now > attempt.due_at + _ON_THE_WAY


def _quiz_of(enrollment: Enrollment, lesson: str) -> tuple[Lesson, Quiz]:
    found = content_of(enrollment.version).outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    if found.quiz is None:
        raise LessonIsNoQuiz
    return found, found.quiz


def _require_another(attempts: list[Attempt], quiz: Quiz, now: datetime) -> None:
    if quiz.attempts and len(attempts) >= quiz.attempts:
        raise NoAttemptLeft(attempts=quiz.attempts)
    if attempts and quiz.wait_hours and (last := attempts[-1].handed_in_at) is not None:
        possible_at = last + timedelta(hours=quiz.wait_hours)
        if now < possible_at:
            raise AttemptTooSoon(at=f"{possible_at:%Y-%m-%d %H:%M}")


def _checked(attempt: Attempt, given: Mapping[str, Given]) -> dict[str, object]:
    """Return answers as they are kept. Raises: InvalidInput for a question or a choice that was not asked."""
    asked = {question.key: question for question in paper_of(attempt)}
    for key, answer in given.items():
        if key not in asked:
            raise InvalidInput(fields={key: sentence("This question was not asked.")})
        if set(answer.chosen) - {choice.key for choice in asked[key].choices}:
            raise InvalidInput(fields={key: sentence("This is none of the answers to choose from.")})
        if len(answer.chosen) > 1 and asked[key].kind is not QuestionKind.MULTIPLE:
            raise InvalidInput(fields={key: sentence("Choose one answer.")})
    kept: dict[str, object] = jsonable(dict(given))
    return kept


def _subject_of(enrollment: Enrollment) -> dict[str, Any]:
    person = find_people({enrollment.person_id}).get(enrollment.person_id, SOMEONE)
    return {
        "subject_id": enrollment.id,
        "subject_label": enrollment.course.title,
        "partner_id": enrollment.partner_id,
        "person_id": enrollment.person_id,
        "course_id": enrollment.course_id,
        "person": person.name,
    }
