"""Writing courses: begun, drafted, published, retired, and whom they are for."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.learning import commands, permissions
from steelyard.learning.course_forms import AudienceForm, CourseFactsForm, NewCourseForm
from steelyard.learning.models import Course
from steelyard.learning.packages.queries import find_packages_of
from steelyard.learning.policies import list_problems
from steelyard.learning.queries.certificates import list_certifications
from steelyard.learning.queries.courses import audience_of, get_course, get_view
from steelyard.learning.rows import outline_rows
from steelyard.learning.terms import Audience, CourseDraft
from steelyard.learning.views.asking import require
from steelyard.partners.public import list_partner_types, list_tiers
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.program.public import list_regions
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text


@sign_in_required
@require_http_methods(["GET", "POST"])
def create_course(request: HttpRequest) -> HttpResponse:
    """Ask what a new course is called, and begin its draft."""
    actor = asker(request)
    require(permissions.can_write_courses(actor))
    form = NewCourseForm(request.POST or None, certifications=list_certifications())
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            made = commands.create_course(
                actor=actor,
                key=form.cleaned_data["key"],
                draft=CourseDraft(**form.facts()),
                audience=Audience(),
                now=utc_now(),
            )
            return redirect("learning:draft", Course(id=made).public_id)
    crumbs = [(_("Courses"), reverse("learning:catalog"))]
    return show_form(request, form, title=_("New course"), crumbs=crumbs, save=_("Begin"))


@sign_in_required
@require_GET
def show_draft(request: HttpRequest, course_id: str) -> HttpResponse:
    """Show the draft of a course: its outline, its questions, and what is missing before it can be published."""
    actor = asker(request)
    require(permissions.can_write_courses(actor))
    view = get_view(actor, Course.parse_id(course_id), draft=True)
    missing = list_problems(view.content, view.questions, find_packages_of(view.content.outline))
    context = {
        "view": view,
        "card": view.card,
        "content": view.content,
        "number": view.versions[0].number,
        "modules": outline_rows(view.content.outline),
        "questions": [{"question": one, "kind": _(one.kind.label)} for one in view.questions],
        "problems": [_(text).format_map(params) for text, params in missing],
        "crumbs": [
            (_("Courses"), reverse("learning:catalog")),
            (view.card.title, reverse("learning:course", args=[course_id])),
        ],
    }
    return render(request, "learning/draft.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def change_facts(request: HttpRequest, course_id: str) -> HttpResponse:
    """Ask what catalogues say of a course, and keep it in the draft."""
    actor = asker(request)
    require(permissions.can_write_courses(actor))
    view = get_view(actor, Course.parse_id(course_id), draft=True)
    initial = {**CourseFactsForm.initial_of(view.content)}
    form = CourseFactsForm(request.POST or None, certifications=list_certifications(), initial=initial)
    here = reverse("learning:draft", args=[course_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.write_draft(
                actor=actor,
                course_id=view.card.id,
                draft=replace(view.content, **form.facts()),
                questions=view.questions,
                revision=view.revision,
                now=utc_now(),
            )
            return redirect(here)
    return show_form(request, form, title=_("What the catalogue says"), crumbs=[(view.content.title, here)])


@sign_in_required
@require_http_methods(["GET", "POST"])
def change_audience(request: HttpRequest, course_id: str) -> HttpResponse:
    """Ask whom a course is for, and keep it; it holds at once."""
    actor = asker(request)
    require(permissions.can_write_courses(actor))
    course = get_course(actor, Course.parse_id(course_id))
    form = AudienceForm(request.POST or None, words=audience_words(), initial=asdict(audience_of(course)))
    here = reverse("learning:course", args=[course_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_audience(actor=actor, course_id=course.id, audience=form.audience(), now=utc_now())
            messages.success(request, _("The course is for them from now on."))
            return redirect(here)
    crumbs = [(_("Courses"), reverse("learning:catalog")), (course.title, here)]
    return show_form(request, form, title=_("Whom it is for"), crumbs=crumbs)


def audience_words() -> dict[str, list[tuple[str, str]]]:
    """Return what an audience can name, as keys with names."""
    return {
        "partner_types": [(one.key, _(one.name)) for one in list_partner_types()],
        "tiers": [(one.key, _(one.name)) for one in list_tiers()],
        "regions": [(one.key, _(one.name)) for one in list_regions()],
    }


_STEPS: Mapping[str, tuple[Callable[..., Any], Text, str]] = {
    "publication": (commands.publish_course, gettext_lazy("The version is published."), "learning:course"),
    "version": (commands.begin_version, gettext_lazy("The draft of the next version is begun."), "learning:draft"),
    "retirement": (commands.retire_course, gettext_lazy("Nobody can begin the course any more."), "learning:course"),
    "reopening": (commands.reopen_course, gettext_lazy("The course can be taken again."), "learning:course"),
}


@sign_in_required
@require_POST
def take_step(request: HttpRequest, course_id: str, course_step: str) -> HttpResponse:
    """Publish the draft, begin the next version, retire the course or open it again."""
    if course_step not in _STEPS:
        raise NotFound
    command, said, route = _STEPS[course_step]
    try:
        command(actor=asker(request), course_id=Course.parse_id(course_id), now=utc_now())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
        return redirect("learning:course", course_id)
    messages.success(request, str(said))
    return redirect(route, course_id)
