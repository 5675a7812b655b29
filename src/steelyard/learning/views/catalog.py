"""The catalogue, a course, and what somebody learns and holds."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import role_label, sign_in_required
from steelyard.kernel.actors import Role
from steelyard.kernel.pages import PageRequest
from steelyard.learning import permissions, queries
from steelyard.learning.filters import MINE, courses_wanted
from steelyard.learning.models import Course
from steelyard.learning.queries.certificates import list_certificates
from steelyard.learning.queries.courses import get_course, get_view, is_for, list_catalog, list_subjects
from steelyard.learning.queries.enrollments import list_enrollments
from steelyard.learning.rows import certificate_row, course_card, enrollment_row, outline_rows
from steelyard.learning.terms import Audience, CertificateFilter, CourseState, EnrollmentFilter, Level
from steelyard.learning.views.asking import require
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip

_MOST_SHOWN = 50


@sign_in_required
@require_GET
def show_catalog(request: HttpRequest) -> HttpResponse:
    """Show the courses that are for the reader, with how far they are."""
    actor = asker(request)
    require(permissions.can_learn(actor))
    wanted, now = courses_wanted(request.GET), utc_now()
    is_author = permissions.can_write_courses(actor)
    page = list_catalog(actor, wanted, page_from(request.GET, sort="title"), at=now)
    mine = dict(zip(MINE, (_("In progress"), _("Completed"), _("Not taken yet")), strict=True))
    chips = [
        chip(request, "mine", _("Where I stand"), mine),
        chip(request, "level", _("Level"), {str(level): _(level.label) for level in Level}),
        chip(request, "subject", _("Subject"), {one: one for one in list_subjects(actor)}),
        chip(request, "language", _("Language"), dict(settings.LANGUAGES)),
        chip(request, "certifies", _("Certificate"), {"1": _("With a certificate")}),
    ]
    if is_author:
        states = {str(state): _(state.label) for state in CourseState}
        chips.append(chip(request, "state", _("State"), states))
    context = {
        "page": page,
        "cards": [course_card(card, is_author=is_author) for card in page.items],
        "text": wanted.text,
        "chips": chips,
        "is_filtered": bool(wanted.text or any(one.value for one in chips)),
        "may_write": is_author,
        **parts_of(request),
    }
    return render(request, "learning/catalog.html", context)


@sign_in_required
@require_GET
def show_own(request: HttpRequest) -> HttpResponse:
    """Show what the reader learns and has learned, and what they are certified for."""
    actor, now = asker(request), utc_now()
    require(permissions.can_learn(actor))
    today = queries.today(now)
    enrollments = list_enrollments(
        actor, EnrollmentFilter(person_id=actor.person_id), page_from(request.GET, sort="-enrolled")
    )
    certificates = list_certificates(
        actor, CertificateFilter(person_id=actor.person_id), PageRequest(size=_MOST_SHOWN), at=now
    )
    context = {
        "page": enrollments,
        "enrollments": [enrollment_row(card, today) for card in enrollments.items],
        "certificates": [certificate_row(card, today) for card in certificates.items],
        **parts_of(request),
    }
    return render(request, "learning/mine.html", context)


@sign_in_required
@require_GET
def show_course(request: HttpRequest, course_id: str) -> HttpResponse:
    """Show a course: what it teaches, in which lessons, and how to begin or go on."""
    actor, key, now = asker(request), Course.parse_id(course_id), utc_now()
    require(permissions.can_learn(actor))
    view = get_view(actor, key)
    context: dict[str, Any] = {
        "card": view.card,
        "shown": course_card(view.card, is_author=permissions.can_write_courses(actor)),
        "modules": outline_rows(view.content.outline),
        "may_begin": is_for(actor, get_course(actor, key), at=now),
        "may_write": permissions.can_write_courses(actor),
        "may_enroll": permissions.can_lead_team(actor) and is_for(actor, get_course(actor, key), at=now),
        "may_enroll_many": permissions.can_enroll_many(actor) and view.card.state is CourseState.PUBLISHED,
        "may_see_learners": permissions.can_see_teams(actor) or permissions.can_lead_team(actor),
        "audience": audience_rows(view.audience) if permissions.can_see_teams(actor) else [],
        "versions": view.versions,
        "crumbs": [(_("Courses"), reverse("learning:catalog"))],
    }
    return render(request, "learning/course.html", context)


def audience_rows(audience: Audience) -> list[tuple[str, str]]:
    """Return whom a course is for, in words."""
    sides = [_("people of partners")] * audience.for_partners + [_("our own people")] * audience.for_host
    lists = (
        (_("Types of partner"), audience.partner_types),
        (_("Tiers"), audience.tiers),
        (_("Regions"), audience.regions),
        (_("Roles"), [_(role_label(Role(one))) for one in audience.roles]),
    )
    return [(_("For"), ", ".join(sides) or _("nobody")), *((name, ", ".join(words)) for name, words in lists if words)]


def parts_of(request: HttpRequest) -> dict[str, Any]:
    """Return the pages beside each other under Learning, as far as the reader may open them."""
    actor = asker(request)
    pages = [
        (_("Courses"), "school", "learning:catalog"),
        (_("Learning paths"), "route", "learning:paths"),
        (_("Live sessions"), "calendar-event", "learning:live-sessions"),
        (_("My learning"), "user-check", "learning:mine"),
    ]
    if permissions.can_lead_team(actor):
        pages.append((_("Our team"), "users", "learning:team"))
    if permissions.can_grade_work(actor):
        pages.append((_("Practical work"), "clipboard-check", "learning:work-queue"))
    if permissions.can_see_teams(actor):
        pages += [
            (_("Learners"), "users", "learning:enrollments"),
            (_("Certificates"), "certificate", "learning:certificates"),
            (_("Competencies"), "award", "learning:competencies"),
        ]
    addresses = [(label, icon, reverse(name)) for label, icon, name in pages]
    return {"parts": [(label, icon, address, request.path == address) for label, icon, address in addresses]}
