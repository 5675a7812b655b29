"""Pages of practical work: handing it in, what waits for a reviewer, one with its grade."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotFound
from steelyard.learning import permissions
from steelyard.learning.commands.completing import is_learner
from steelyard.learning.filters import id_of, word_of
from steelyard.learning.models import Enrollment, Work
from steelyard.learning.practice import commands, queries
from steelyard.learning.practice.forms import ACCEPTED, GradeForm, WorkForm
from steelyard.learning.practice.rows import work_row
from steelyard.learning.practice.terms import WorkFilter, WorkState
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.enrollments import get_row
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, enrollment_id: str, lesson: str) -> HttpResponse:
    """Ask for a piece of work, and give it to the reviewers."""
    actor, key, now = asker(request), Enrollment.parse_id(enrollment_id), utc_now()
    row = get_row(actor, key)
    found = content_of(row.version).outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    require(is_learner(actor, row))
    form = WorkForm(request.POST or None, request.FILES or None)
    here = reverse("learning:lesson", args=[enrollment_id, lesson])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            file = form.cleaned_data["file"]
            stored = store_file(uploaded=file, partner_id=actor.partner_id, actor=actor, now=now) if file else None
            commands.hand_in_work(
                actor=actor,
                enrollment_id=key,
                lesson=lesson,
                text=form.cleaned_data["text"],
                file_id=stored.id if stored else None,
                now=now,
            )
            messages.success(request, _("Handed in. You are told when somebody has looked at it."))
            return redirect(here)
    return show_form(request, form, title=_("Hand in your work"), crumbs=[(found.title, here)], save=_("Hand in"))


@sign_in_required
@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show the work of learners, that which waits unless the reader asks for another."""
    actor = asker(request)
    require(permissions.can_grade_work(actor))
    page = queries.list_work(actor, _wanted(request.GET), page_from(request.GET, sort="handed_in"))
    context = {
        "title": _("Practical work"),
        "about": _("What learners handed in. Accepted work completes its lesson."),
        "page": page,
        "items": [work_row(card) for card in page.items],
        "chips": [chip(request, "state", _("State"), {str(one): _(one.label) for one in WorkState})],
        **parts_of(request),
    }
    return render(request, "learning/practice/queue.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def show_work(request: HttpRequest, work_id: str) -> HttpResponse:
    """Show a piece of work; sending it grades it."""
    actor, key = asker(request), Work.parse_id(work_id)
    card = queries.get_work(actor, key)
    may_grade = permissions.can_grade_work(actor) and card.person_id != actor.person_id
    form = GradeForm(request.POST or None)
    if request.method == "POST":
        require(may_grade)
        if form.is_valid():
            with refusals_shown_in(form):
                commands.grade_work(
                    actor=actor,
                    work_id=key,
                    is_accepted=form.cleaned_data["grade"] == ACCEPTED,
                    feedback=form.cleaned_data["feedback"],
                    now=utc_now(),
                )
                messages.success(request, _("Graded. The learner is told."))
                return redirect("learning:work-queue")
    lesson = reverse("learning:lesson", args=[public_id(Enrollment.PREFIX, card.enrollment_id), card.lesson])
    context: dict[str, Any] = {
        "row": work_row(card),
        "card": card,
        "file": queries.find_work_file(card),
        "form": form,
        "may_grade": may_grade and card.state is WorkState.WAITING,
        "crumbs": [(_("Practical work"), reverse("learning:work-queue"))]
        if permissions.can_grade_work(actor)
        else [(card.title, lesson)],
    }
    return render(request, "learning/practice/work.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_GET
def download_file(request: HttpRequest, work_id: str) -> FileResponse:
    """Give the file of a piece of work as a download."""
    return queries.open_work_file(asker(request), Work.parse_id(work_id))


def _wanted(params: QueryDict) -> WorkFilter:
    state = word_of(params, "state")
    return WorkFilter(
        state=WorkState(state) if state in set(WorkState) else None, course_id=id_of("course", params.get("course", ""))
    )
