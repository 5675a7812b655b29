"""The pages of tiers: all standings for the host, one partner's roadmap for both sides."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.benefits.queries import list_gained, list_held
from steelyard.partners.chips import manager_chip, name_regions
from steelyard.partners.models import Partner
from steelyard.partners.tiers.filters import standing_filter_from
from steelyard.partners.tiers.peers import find_quarters
from steelyard.partners.tiers.queries import find_roadmap, list_standings, list_tier_names
from steelyard.partners.tiers.rows import ladder_rows, peer_rows, standing_row, track_rows, way_rows
from steelyard.partners.tiers.terms import Outlook
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip


@sign_in_required
@require_GET
def show_standings(request: HttpRequest) -> HttpResponse:
    """Show where all partners stand."""
    actor = asker(request)
    page = list_standings(
        actor, standing_filter_from(request.GET, actor), page_from(request.GET, sort="name"), at=utc_now()
    )
    regions = name_regions()
    tiers = list_tier_names()
    named = {key: _(name) for key, name in tiers.items()}
    context = {
        "page": page,
        "rows": [standing_row(card, tiers, regions) for card in page.items],
        "text": request.GET.get("q", ""),
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "tier", _("Tier"), named),
            chip(request, "reached", _("Reached"), named),
            chip(request, "outlook", _("Outlook"), {str(outlook): _(outlook.label) for outlook in Outlook}),
            chip(request, "region", _("Region"), regions),
            manager_chip(request),
        ],
    }
    return render(request, "partners/tiers/standings.html", context)


@sign_in_required
@require_GET
def show_roadmap(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show where one partner stands and how it gets to the next tier."""
    return _render_roadmap(request, queries.get_partner(asker(request), Partner.parse_id(partner_id)).id)


@sign_in_required
@require_GET
def show_own_roadmap(request: HttpRequest) -> HttpResponse:
    """Show a partner its own roadmap. Raises: NotFound for the host, which has none."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _render_roadmap(request, actor.partner_id)


def _render_roadmap(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    actor, now = asker(request), utc_now()
    record = queries.get_record(actor, partner_id, at=now)
    roadmap, tiers = find_roadmap(actor, partner_id), list_tier_names()
    regions = name_regions()
    held = list_held(actor, partner_id, on=queries.today(now))
    context = {
        "partner": record.card,
        "is_own": actor.partner_id == partner_id,
        "history": record.tiers,
        "may_assign": permissions.can_manage_partners(actor),
        "roadmap": roadmap,
        "held": held,
        "gained": list_gained(roadmap.card.next_tier, held, record.card.types) if roadmap else (),
    }
    if roadmap is not None:
        quarters = find_quarters(actor, partner_id)
        cohort = next(iter(quarters.values()), None)
        context |= {
            "peers": peer_rows(roadmap, quarters),
            "cohort": _(cohort.cohort.label) if cohort else "",
            "row": standing_row(roadmap.card, tiers, regions),
            "ladder": ladder_rows(roadmap, tiers),
            "tracks": track_rows(roadmap, tiers),
            "ways": way_rows(roadmap, tiers),
        }
    return render(request, "partners/tiers/roadmap.html", context)
