"""Attempts at quizzes over the API: begun, saved, handed in once."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.learning import commands
from steelyard.learning.models import Attempt, Enrollment
from steelyard.learning.queries.quizzes import get_attempt
from steelyard.learning.schemas.learners import QuizAnswersIn, QuizAttemptOut
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.post(
    "/enrollments/{enrollment_id}/lessons/{lesson}/attempts",
    response={201: QuizAttemptOut},
    summary="Begin an attempt",
)
def start_quiz_attempt(request: HttpRequest, enrollment_id: str, lesson: str) -> Status[QuizAttemptOut]:
    """Return the questions of a new attempt, or of the one that is open."""
    actor = asker(request)
    key = commands.start_attempt(
        actor=actor, enrollment_id=Enrollment.parse_id(enrollment_id), lesson=lesson, now=utc_now()
    )
    return Status(201, QuizAttemptOut.of(get_attempt(actor, key)))


@router.get("/attempts/{attempt_id}", response=QuizAttemptOut, summary="Show an attempt")
def get_quiz_attempt(request: HttpRequest, attempt_id: str) -> QuizAttemptOut:
    """Return an attempt; once it is graded with what was right."""
    return QuizAttemptOut.of(get_attempt(asker(request), Attempt.parse_id(attempt_id)))


@router.put("/attempts/{attempt_id}/answers", response=QuizAttemptOut, summary="Save answers")
def save_quiz_answers(request: HttpRequest, attempt_id: str, body: QuizAnswersIn) -> QuizAttemptOut:
    """Keep what was answered so far; it counts when the time runs out."""
    actor, key = asker(request), Attempt.parse_id(attempt_id)
    commands.save_answers(actor=actor, attempt_id=key, given=body.given(), now=utc_now())
    return QuizAttemptOut.of(get_attempt(actor, key))


@router.post("/attempts/{attempt_id}/submission", response=QuizAttemptOut, summary="Hand in an attempt")
def hand_in_quiz_attempt(request: HttpRequest, attempt_id: str, body: QuizAnswersIn) -> QuizAttemptOut:
    """Grade the answers. An attempt is graded once: what is sent again, or after its time, changes nothing and is told so."""
    handed_in = commands.hand_in_attempt(
        actor=asker(request), attempt_id=Attempt.parse_id(attempt_id), given=body.given(), now=utc_now()
    )
    return QuizAttemptOut.of(handed_in)
