"""The player: lesson after lesson, videos and documents, quizzes with their results."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import InvalidInput, NotFound, Refusal
from steelyard.learning import commands
from steelyard.learning.commands.completing import is_learner
from steelyard.learning.course_forms import AnswersForm
from steelyard.learning.models import Attempt, Enrollment
from steelyard.learning.packages.queries import list_units
from steelyard.learning.packages.rows import unit_row
from steelyard.learning.practice.queries import list_work_of
from steelyard.learning.practice.rows import work_row
from steelyard.learning.practice.terms import WorkState
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.enrollments import get_enrollment, get_row, list_done
from steelyard.learning.queries.files import find_lesson_file, open_lesson_file, play_lesson_file
from steelyard.learning.queries.quizzes import get_attempt, list_attempts
from steelyard.learning.refusals import AttemptAlreadyGraded, AttemptOutOfTime
from steelyard.learning.rows import outline_rows
from steelyard.learning.sessions.queries import list_of_lesson
from steelyard.learning.sessions.rows import session_row
from steelyard.learning.terms import AttemptCard, EnrollmentState, Given, LessonKind, QuestionKind
from steelyard.learning.terms.quizzes import ATTEMPT_TONES
from steelyard.learning.views.asking import require
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_refusals import show_refusal


@sign_in_required
@require_GET
def go_on(request: HttpRequest, enrollment_id: str) -> HttpResponse:
    """Go to the first lesson that is not done, or to the first one."""
    actor, key = asker(request), Enrollment.parse_id(enrollment_id)
    outline = content_of(get_row(actor, key).version).outline
    done, lessons = list_done(key), list(outline.lessons())
    lesson = next((one for one in lessons if one.key not in done), lessons[0])
    return redirect("learning:lesson", enrollment_id, lesson.key)


@sign_in_required
@require_http_methods(["GET", "POST"])
def show_lesson(request: HttpRequest, enrollment_id: str, lesson: str) -> HttpResponse:
    """Show a lesson; sending it says that it is done and goes to the next."""
    actor, key = asker(request), Enrollment.parse_id(enrollment_id)
    row = get_row(actor, key)
    outline = content_of(row.version).outline
    found = outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    keys = [one.key for one in outline.lessons()]
    at = keys.index(lesson)
    following = keys[at + 1] if at + 1 < len(keys) else ""
    if request.method == "POST":
        commands.complete_lesson(actor=actor, enrollment_id=key, lesson=lesson, now=utc_now())
        return _after(request, enrollment_id, following)
    done, card = list_done(key), get_enrollment(actor, key)
    is_own = card.person_id == actor.person_id
    quiz = found.quiz
    attempts = list_attempts(actor, key, lesson) if quiz else []
    work = list_work_of(actor, key, lesson) if found.kind is LessonKind.PRACTICE else []
    may_do = is_own and card.state in (EnrollmentState.ASSIGNED, EnrollmentState.STARTED)
    context: dict[str, Any] = {
        "card": card,
        "lesson": found,
        "kind": str(found.kind),
        "kind_name": _(found.kind.label),
        "is_done": lesson in done,
        "is_last": not following,
        "modules": outline_rows(outline, done, lesson),
        "previous_url": _lesson_url(enrollment_id, keys[at - 1]) if at else "",
        "next_url": _lesson_url(enrollment_id, following) if following else "",
        "file": find_lesson_file(found) if found.kind is not LessonKind.PACKAGE else None,
        "quiz": quiz,
        "attempts": [_attempt_row(one) for one in attempts],
        "open_attempt": next((one for one in attempts if one.result is None), None),
        "attempts_left": max(0, quiz.attempts - len(attempts)) if quiz and quiz.attempts else None,
        "may_do": may_do,
        "units": [unit_row(one) for one in list_units(actor, key, found)],
        "may_open": is_own and card.state not in (EnrollmentState.WITHDRAWN, EnrollmentState.PAUSED),
        "work": [work_row(one) for one in work],
        "sessions": [session_row(one) for one in list_of_lesson(actor, row.course_id, lesson, at=utc_now())]
        if found.kind is LessonKind.SESSION
        else [],
        "may_hand_in": may_do and (not work or work[0].state is WorkState.RETURNED),
        "certificate_url": reverse("learning:certificate", args=[card.certificate_id]) if card.certificate_id else "",
        "crumbs": [
            (_("Courses"), reverse("learning:catalog")),
            (card.course, reverse("learning:course", args=[card.course_public_id])),
        ],
    }
    return render(request, "learning/lesson.html", context)


@sign_in_required
@require_POST
def start_attempt(request: HttpRequest, enrollment_id: str, lesson: str) -> HttpResponse:
    """Begin an attempt, or go on with the open one."""
    try:
        attempt = commands.start_attempt(
            actor=asker(request), enrollment_id=Enrollment.parse_id(enrollment_id), lesson=lesson, now=utc_now()
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
        return redirect("learning:lesson", enrollment_id, lesson)
    return redirect("learning:attempt", public_id(Attempt.PREFIX, attempt))


@sign_in_required
@require_http_methods(["GET", "POST"])
def show_attempt(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Show the questions of an attempt, or what it was worth; sending it hands it in."""
    actor, key, now = asker(request), Attempt.parse_id(attempt_id), utc_now()
    card = get_attempt(actor, key)
    row = get_row(actor, card.enrollment_id)
    require(request.method == "GET" or is_learner(actor, row))
    form = AnswersForm(request.POST or None, paper=card.paper, given=card.given)
    if request.method == "POST" and form.is_valid():
        try:
            commands.hand_in_attempt(actor=actor, attempt_id=key, given=form.given(), now=now)
        except InvalidInput as refusal:
            show_refusal(form, refusal)
        except (AttemptAlreadyGraded, AttemptOutOfTime) as refusal:
            messages.error(request, refusal_text(refusal))
            return redirect("learning:attempt", attempt_id)
        else:
            return redirect("learning:attempt", attempt_id)
    lesson = content_of(row.version).outline.find_lesson(card.lesson)
    enrollment = public_id(Enrollment.PREFIX, card.enrollment_id)
    context: dict[str, Any] = {
        "card": card,
        "lesson": lesson,
        "form": form,
        "is_open": card.result is None and (card.due_at is None or now <= card.due_at),
        "questions": _questions(card),
        "row": _attempt_row(card),
        "lesson_url": _lesson_url(enrollment, card.lesson),
        "crumbs": [
            (row.course.title, reverse("learning:course", args=[row.course.public_id])),
            (lesson.title if lesson else "", _lesson_url(enrollment, card.lesson)),
        ],
    }
    return render(request, "learning/attempt.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_POST
def save_answers(request: HttpRequest, attempt_id: str) -> HttpResponse:
    """Keep what was answered so far."""
    actor, key = asker(request), Attempt.parse_id(attempt_id)
    card = get_attempt(actor, key)
    form = AnswersForm(request.POST, paper=card.paper, given=card.given)
    form.is_valid()  # what is missing yet is no fault
    commands.save_answers(actor=actor, attempt_id=key, given=form.given(), now=utc_now())
    return HttpResponse(status=204)


@sign_in_required
@require_GET
def download_file(request: HttpRequest, enrollment_id: str, lesson: str) -> HttpResponseBase:
    """Give the file of a lesson as a download."""
    return open_lesson_file(asker(request), Enrollment.parse_id(enrollment_id), lesson)


@sign_in_required
@require_GET
def play_video(request: HttpRequest, enrollment_id: str, lesson: str) -> HttpResponseBase:
    """Give the video of a lesson to the player of the page, a stretch at a time."""
    return _play(request, enrollment_id, lesson, captions=False)


@sign_in_required
@require_GET
def play_captions(request: HttpRequest, enrollment_id: str, lesson: str) -> HttpResponseBase:
    """Give the captions of a lesson's video to the player of the page."""
    return _play(request, enrollment_id, lesson, captions=True)


def _play(request: HttpRequest, enrollment_id: str, lesson: str, *, captions: bool) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    key = Enrollment.parse_id(enrollment_id)
    return play_lesson_file(asker(request), key, lesson, captions=captions, asked=asked)


def _after(request: HttpRequest, enrollment_id: str, following: str) -> HttpResponse:
    if following:
        return redirect("learning:lesson", enrollment_id, following)
    card = get_enrollment(asker(request), Enrollment.parse_id(enrollment_id))
    if card.state is EnrollmentState.COMPLETED:
        messages.success(request, _("You completed {course}.").format(course=card.course))
        if card.certificate_id:
            return redirect("learning:certificate", card.certificate_id)
        return redirect("learning:course", card.course_public_id)
    return redirect("learning:enrollment", enrollment_id)


def _lesson_url(enrollment_id: str, lesson: str) -> str:
    return reverse("learning:lesson", args=[enrollment_id, lesson])


def _attempt_row(card: AttemptCard) -> dict[str, Any]:
    return {
        "card": card,
        "url": reverse("learning:attempt", args=[card.public_id]),
        "state": _(card.state.label),
        "tone": ATTEMPT_TONES[card.state],
    }


def _questions(card: AttemptCard) -> list[dict[str, Any]]:
    """Return what was asked with what was given, and whether that was right."""
    right = {mark.key: mark.is_right for mark in card.result.marks} if card.result else {}
    questions = []
    for asked in card.paper:
        given = card.given.get(asked.key, Given())
        texts = [
            _(choice.text) if asked.kind is QuestionKind.TRUE_FALSE else choice.text
            for choice in asked.choices
            if choice.key in given.chosen
        ]
        questions.append(
            {
                "text": asked.text,
                "given": ", ".join(texts) if given.number is None else given.number,
                "is_right": right.get(asked.key),
                "explanation": card.explanations.get(asked.key, ""),
            }
        )
    return questions
