"""How the people of a partner stand, and its competencies: for its administrators and for the host."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.learning import permissions
from steelyard.learning.queries.certificates import list_standings
from steelyard.learning.queries.enrollments import list_team
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.partners.public import get_partner
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker


@sign_in_required
@require_GET
def show_own_team(request: HttpRequest) -> HttpResponse:
    """Show an administrator how the people of their partner stand."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    require(permissions.can_lead_team(actor))
    return _render(request, actor.partner_id)


@sign_in_required
@require_GET
def show_team(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show the host how the people of a partner stand."""
    key = parse_public_id("partner", partner_id)
    if not permissions.can_see_teams(asker(request)):
        raise NotFound
    return _render(request, get_partner(key).id)


def _render(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    actor, now = asker(request), utc_now()
    is_own = actor.partner_id == partner_id
    partner = get_partner(partner_id)
    context = {
        "partner": partner,
        "is_own": is_own,
        "members": list_team(actor, partner_id, at=now),
        "standings": [
            {"standing": one, "level": _(one.competency.level.label)}
            for one in list_standings(actor, partner_id, at=now)
        ],
        "enrollments_url": f"{reverse('learning:enrollments')}?partner={public_id('partner', partner_id)}",
        "crumbs": [] if is_own else [(partner.name, reverse("partners:record", args=[partner.public_id]))],
        **(parts_of(request) if is_own else {}),
    }
    return render(request, "learning/team.html", context)
