"""Enrolling oneself, colleagues, people of partners, everybody; and who is in which course."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import list_host_people, list_people, sign_in_required
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import Refusal
from steelyard.learning import commands, permissions, queries
from steelyard.learning.filters import enrollments_wanted, id_of
from steelyard.learning.forms import EnrollEverybodyForm, EnrollPeopleForm
from steelyard.learning.models import Course, Enrollment
from steelyard.learning.queries.courses import get_course
from steelyard.learning.queries.enrollments import get_enrollment, list_enrollments
from steelyard.learning.rows import enrollment_row
from steelyard.learning.terms import EnrollmentState
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.partners.public import list_segment_cards
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import organization_name
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_POST
def enroll_oneself(request: HttpRequest, course_id: str) -> HttpResponse:
    """Begin a course, and go to its first lesson."""
    actor, now = asker(request), utc_now()
    require(permissions.can_learn(actor) and actor.person_id is not None)
    try:
        made = commands.enroll_people(
            actor=actor,
            course_id=Course.parse_id(course_id),
            person_ids=[actor.person_id] if actor.person_id else [],
            partner_id=actor.partner_id,
            now=now,
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
        return redirect("learning:course", course_id)
    return redirect("learning:enrollment", public_id(Enrollment.PREFIX, made[0]))


@sign_in_required
@require_http_methods(["GET", "POST"])
def enroll_people(request: HttpRequest, course_id: str) -> HttpResponse:
    """Ask which people of one's own partner, of the partner that the address names, or of the host are to take a course."""
    actor, now = asker(request), utc_now()
    partner_id = actor.partner_id or id_of("partner", request.GET.get("partner", ""))
    require(permissions.can_enroll_others(actor, partner_id))
    course = get_course(actor, Course.parse_id(course_id))
    people = list_people(partner_id) if partner_id else list_host_people()
    choices = [(public_id("person", one.id), one.name) for one in people if one.id]
    form = EnrollPeopleForm(request.POST or None, people=choices)
    here = reverse("learning:course", args=[course.public_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            made = commands.enroll_people(
                actor=actor,
                course_id=course.id,
                person_ids=[parse_public_id("person", one) for one in form.cleaned_data["people"]],
                partner_id=partner_id,
                due_on=form.cleaned_data["due_on"],
                now=now,
            )
            said = ngettext("{count} person is enrolled.", "{count} people are enrolled.", len(made))
            messages.success(request, said.format(count=len(made)))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Enroll people"),
        about=organization_name(partner_id) if partner_id else _("Our own people"),
        crumbs=[(_("Courses"), reverse("learning:catalog")), (course.title, here)],
        save=_("Enroll"),
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def enroll_everybody(request: HttpRequest, course_id: str) -> HttpResponse:
    """Ask whether everybody whom a course is for is to take it, or those in a segment."""
    actor = asker(request)
    require(permissions.can_enroll_many(actor))
    course = get_course(actor, Course.parse_id(course_id))
    segments = [(one.public_id, one.name) for one in list_segment_cards()]
    form: forms.Form = EnrollEverybodyForm(request.POST or None, segments=segments)
    here = reverse("learning:course", args=[course.public_id])
    if request.method == "POST" and form.is_valid():
        segment = form.cleaned_data["segment"]
        with refusals_shown_in(form):
            commands.plan_enrollments(
                actor=actor,
                course_id=course.id,
                segment_id=parse_public_id("segment", segment) if segment else None,
                due_on=form.cleaned_data["due_on"],
                now=utc_now(),
            )
            messages.success(request, _("They are being enrolled. Whoever takes the course already goes on."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Enroll everybody whom it is for"),
        about=_("People of active partners whose type, tier, region and role the course is for."),
        crumbs=[(_("Courses"), reverse("learning:catalog")), (course.title, here)],
        save=_("Enroll"),
    )


@sign_in_required
@require_GET
def show_enrollments(request: HttpRequest) -> HttpResponse:
    """Show who is in which course, as far as the reader may see it."""
    actor, now = asker(request), utc_now()
    require(permissions.can_see_teams(actor) or permissions.can_lead_team(actor))
    wanted = enrollments_wanted(request.GET)
    page = list_enrollments(actor, wanted, page_from(request.GET, sort="-enrolled"))
    course = get_course(actor, wanted.course_id) if wanted.course_id else None
    context = {
        "page": page,
        "rows": [enrollment_row(card, queries.today(now)) for card in page.items],
        "course": course,
        "with_partner": permissions.can_see_teams(actor),
        "chips": [chip(request, "state", _("State"), {str(one): _(one.label) for one in EnrollmentState})],
        **parts_of(request),
    }
    return render(request, "learning/enrollments.html", context)


@sign_in_required
@require_POST
def withdraw(request: HttpRequest, enrollment_id: str) -> HttpResponse:
    """End an enrollment."""
    actor, key = asker(request), Enrollment.parse_id(enrollment_id)
    card = get_enrollment(actor, key)
    commands.withdraw_learner(actor=actor, enrollment_id=key, now=utc_now())
    messages.success(request, _("The course was left."))
    return redirect("learning:course", card.course_public_id)
