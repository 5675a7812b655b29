"""Quizzes: drawn from pools, answered in time, graded once."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given as examples
from hypothesis import strategies as st

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import InvalidInput, NotAllowed, NotFound
from steelyard.learning import commands
from steelyard.learning.models import Attempt, Enrollment, QuestionBank
from steelyard.learning.policies import compute_result, draw_paper
from steelyard.learning.queries.quizzes import get_attempt
from steelyard.learning.refusals import (
    AttemptAlreadyGraded,
    AttemptOutOfTime,
    AttemptTooSoon,
    LessonIsQuiz,
    NoAttemptLeft,
    QuizAlreadyPassed,
)
from steelyard.learning.terms import Draw, Given, Quiz
from steelyard.platform.db import acting_as
from tests.jobs import run_jobs
from tests.learning.making import QUESTIONS, READING, RIGHT, enroll, make_course, quiz_lesson
from tests.partners.making import Ecosystem

ALL_RIGHT = {key: Given(**said) for key, said in RIGHT.items()}


def begin(now: datetime, actor: Actor, **quiz: object) -> tuple[UUID, UUID]:
    """Return an enrollment in a course with a reading and an exam, and an attempt at the exam."""
    course = make_course(now, lessons=(READING, quiz_lesson(**quiz)), questions=QUESTIONS)
    enrollment = enroll(now, actor, course)
    with acting_as(actor):
        return enrollment, commands.start_attempt(actor=actor, enrollment_id=enrollment, lesson="exam", now=now)


def hand_in(now: datetime, actor: Actor, attempt: UUID, answers: dict[str, Given] | None = None):
    with acting_as(actor):
        return commands.hand_in_attempt(actor=actor, attempt_id=attempt, given=answers or ALL_RIGHT, now=now)


def test_a_paper_says_nothing_of_its_solution(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    _, attempt = begin(now, seller)
    with acting_as(seller):
        card = get_attempt(seller, attempt)
        assert {question.key for question in card.paper} == set(RIGHT)
        assert not any(choice.is_right for question in card.paper for choice in question.choices)
        assert card.explanations == {}
        assert list(QuestionBank.objects.all()) == []  # not even without any scoping


def test_the_last_thing_done_completes_the_course(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    enrollment, attempt = begin(now, seller)
    with acting_as(seller):
        with pytest.raises(LessonIsQuiz):
            commands.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="exam", now=now)
        commands.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="reading", now=now)
    card = hand_in(now, seller, attempt)
    assert (card.result.score, card.result.passed) == (Decimal(100), True)
    assert card.explanations == {"weigh": "It is a balance."}
    assert Enrollment.objects.get(id=enrollment).completed_at == now
    with pytest.raises(QuizAlreadyPassed), acting_as(seller):
        commands.start_attempt(actor=seller, enrollment_id=enrollment, lesson="exam", now=now)


def test_what_is_sent_again_changes_nothing_and_is_told_so(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    _, attempt = begin(now, seller)
    hand_in(now, seller, attempt, {"weigh": Given(chosen=("melt",))})
    with pytest.raises(AttemptAlreadyGraded, match=r"0\.0 %"):
        hand_in(now, seller, attempt)
    with pytest.raises(AttemptAlreadyGraded), acting_as(seller):
        commands.save_answers(actor=seller, attempt_id=attempt, given=ALL_RIGHT, now=now)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        Attempt.objects.filter(id=attempt).update(passed=True)
    assert Attempt.objects.get(id=attempt).passed is False


def test_answers_after_the_time_do_not_count_but_saved_ones_do(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    enrollment, attempt = begin(now, seller, minutes=30, pass_mark=40)
    with acting_as(seller):
        house = {"house": ALL_RIGHT["house"]}
        commands.save_answers(actor=seller, attempt_id=attempt, given=house, now=now + timedelta(minutes=29))
    late = now + timedelta(minutes=30, seconds=6)
    with pytest.raises(AttemptOutOfTime):
        hand_in(late, seller, attempt)
    with pytest.raises(AttemptOutOfTime), acting_as(seller):
        commands.save_answers(actor=seller, attempt_id=attempt, given=ALL_RIGHT, now=late)
    commands.close_attempt(attempt_id=attempt, now=late)
    with acting_as(seller):
        card = get_attempt(seller, attempt)
    assert (card.result.score, card.result.passed) == (Decimal(40), True)
    assert Enrollment.objects.get(id=enrollment).lessons_done == 1


def test_an_attempt_is_closed_by_a_job_and_not_before_its_time(ecosystem: Ecosystem, now: datetime) -> None:
    _, attempt = begin(now, ecosystem.acme_seller, minutes=30)
    commands.close_attempt(attempt_id=attempt, now=now + timedelta(minutes=30))
    assert Attempt.objects.get(id=attempt).handed_in_at is None
    run_jobs()  # the tests' day is long over, so the job is due
    assert Attempt.objects.get(id=attempt).score == 0


def test_an_open_attempt_goes_on_and_attempts_run_out(ecosystem: Ecosystem, now: datetime) -> None:
    seller, wrong = ecosystem.acme_seller, {"weigh": Given(chosen=("melt",))}
    enrollment, first = begin(now, seller, attempts=2, wait_hours=24)

    def start(at: datetime) -> UUID:
        with acting_as(seller):
            return commands.start_attempt(actor=seller, enrollment_id=enrollment, lesson="exam", now=at)

    assert start(now) == first
    assert hand_in(now, seller, first, wrong).explanations == {}  # another attempt is left
    with pytest.raises(AttemptTooSoon):
        start(now + timedelta(hours=23))
    second = start(now + timedelta(hours=24))
    assert hand_in(now + timedelta(hours=24), seller, second, wrong).explanations == {"weigh": "It is a balance."}
    with pytest.raises(NoAttemptLeft):
        start(now + timedelta(days=30))


def test_what_was_not_asked_is_not_taken(ecosystem: Ecosystem, now: datetime) -> None:
    _, attempt = begin(now, ecosystem.acme_seller)
    for answers in (
        {"secret": Given(chosen=("a",))},
        {"weigh": Given(chosen=("fly",))},
        {"weigh": Given(chosen=("weigh", "melt"))},
    ):
        with pytest.raises(InvalidInput):
            hand_in(now, ecosystem.acme_seller, attempt, answers)


def test_nobody_answers_for_somebody_else(ecosystem: Ecosystem, now: datetime) -> None:
    _, attempt = begin(now, ecosystem.acme_seller)
    with pytest.raises(NotAllowed):
        hand_in(now, ecosystem.acme_admin, attempt)
    for stranger in (ecosystem.beta_seller,):
        with pytest.raises(NotFound):
            hand_in(now, stranger, attempt)


@examples(st.integers(min_value=0), st.integers(min_value=1, max_value=4))
def test_as_many_questions_are_drawn_as_wanted_each_once(seed: int, count: int) -> None:
    paper = draw_paper(QUESTIONS, Quiz(draws=(Draw(pool="basics", count=count),)), seed=seed)
    assert len({question.key for question in paper}) == len(paper) == count


@examples(st.sets(st.sampled_from(sorted(RIGHT))), st.integers(min_value=1, max_value=100))
def test_a_score_is_the_share_of_points_and_never_rounded_up(right: set[str], pass_mark: int) -> None:
    paper = draw_paper(QUESTIONS, Quiz(draws=(Draw(pool="basics"),)), seed=1)
    answers = {key: ALL_RIGHT[key] for key in right}
    by_key = {question.key: question for question in QUESTIONS}
    result = compute_result(paper, by_key, answers, pass_mark=pass_mark)
    points = sum(by_key[key].points for key in right)
    assert result.score == Decimal(points * 20)
    assert result.passed == (points * 20 >= pass_mark)
