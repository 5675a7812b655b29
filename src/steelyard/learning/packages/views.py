"""Pages of packages: opening a unit, and the page in which it runs."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import Refusal
from steelyard.learning.models import Enrollment, PackageLaunch
from steelyard.learning.packages import commands, queries
from steelyard.learning.packages.rows import unit_row
from steelyard.learning.packages.tokens import address_of
from steelyard.learning.queries.courses import content_of
from steelyard.learning.queries.enrollments import get_enrollment, get_row
from steelyard.learning.views.asking import require
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text


@sign_in_required
@require_POST
def launch(request: HttpRequest, enrollment_id: str, lesson: str, unit: str) -> HttpResponse:
    """Open a unit of a lesson's package."""
    try:
        found = commands.launch_package(
            actor=asker(request),
            enrollment_id=Enrollment.parse_id(enrollment_id),
            lesson=lesson,
            unit=unit,
            now=utc_now(),
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, refusal_text(refusal))
        return redirect("learning:lesson", enrollment_id, lesson)
    return redirect("learning:launch", public_id(PackageLaunch.PREFIX, found))


@sign_in_required
@require_GET
def show_launch(request: HttpRequest, launch_id: str) -> HttpResponse:
    """Show a unit that was opened, in a frame that has nothing of this page."""
    actor = asker(request)
    card = queries.get_launch(actor, PackageLaunch.parse_id(launch_id), at=utc_now())
    require(card.person_id == actor.person_id)
    enrollment = get_enrollment(actor, card.enrollment_id)
    lesson = content_of(get_row(actor, card.enrollment_id).version).outline.find_lesson(card.lesson)
    units = queries.list_units(actor, card.enrollment_id, lesson) if lesson else []
    lesson_url = reverse("learning:lesson", args=[enrollment.public_id, card.lesson])
    context: dict[str, Any] = {
        "card": card,
        "course": enrollment.course,
        "enrollment_id": enrollment.public_id,
        "unit": next(unit_row(one) for one in units if one.key == card.unit.key),
        "lesson_url": lesson_url,
        "address": "" if card.is_over else address_of(card.id, queries.find_package_file(actor, card.id)),
        "crumbs": [
            (_("Courses"), reverse("learning:catalog")),
            (enrollment.course, reverse("learning:course", args=[enrollment.course_public_id])),
            (card.title, lesson_url),
        ],
    }
    response = render(request, "learning/packages/launch.html", context)
    response._csp_update = {"frame-src": [f"{settings.PACKAGES_URL}/packages/"]}  # type: ignore[attr-defined]
    return response
