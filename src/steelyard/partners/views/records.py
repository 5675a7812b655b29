"""One partner: its record for the host, its own organization for itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.companies.public import find_cards as find_companies
from steelyard.identity.public import list_people, sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.foreseeing import list_merges
from steelyard.partners.models import Partner
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES
from steelyard.partners.views.merging import PAGES as MERGE_PAGES
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import find_people
from steelyard.platform.feed import list_feed
from steelyard.platform.http.asking import asker
from steelyard.program.public import list_regions
from steelyard.ui.merging import lines_of
from steelyard.ui.portal import portal


@sign_in_required
@require_GET
def show_record(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show everything about a partner that the actor may read."""
    key = Partner.parse_id(partner_id)
    actor = asker(request)
    if actor.partner_id == key:
        return redirect("partners:own")
    present = queries.get_partner(actor, key)
    if present.id != key:
        return redirect("partners:record", present.public_id)
    return _render_record(request, key)


@sign_in_required
@require_GET
def show_own(request: HttpRequest) -> HttpResponse:
    """Show a partner its own organization. Raises: NotFound for the host, which has no such record."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _render_record(request, actor.partner_id)


def _render_record(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    actor = asker(request)
    now = utc_now()
    record = queries.get_record(actor, partner_id, at=now)
    card = record.card
    today = queries.today(now)
    managers = find_people(set(card.manager_ids))
    tiers = {tier.key: _(tier.name) for tier in queries.list_tiers()}
    panels = portal.panels_of(Partner.PREFIX, partner_id, actor, now)
    context = {
        "record": record,
        "card": card,
        "status": _(STATUS_NAMES[card.status]),
        "tone": STATUS_TONES[card.status],
        "tier": tiers.get(card.tier or "", ""),
        "roles_now": [role for role in record.roles if role.holds_on(today)],
        "region": next((_(region.name) for region in list_regions() if region.key == card.region), card.region),
        "company": find_companies({card.company_id}).get(card.company_id),
        "managers": [(public_id("person", key), managers[key]) for key in card.manager_ids if key in managers],
        "people": list_people(partner_id),
        "feed": list_feed(actor, partner_id, limit=30),
        "main_panels": [(panel, shown) for panel, shown in panels if panel.column == "main"],
        "side_panels": [(panel, shown) for panel, shown in panels if panel.column == "side"],
        "today": today,
        "is_own": actor.partner_id == partner_id,
        "may_manage": permissions.can_manage_partners(actor),
        "merges": _merges(actor, record.card.id, now),
        "may_change_profile": permissions.can_change_profile(actor, queries.get_partner(actor, partner_id)),
    }
    return render(request, "partners/record.html", context)


def _merges(actor: Actor, partner_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """Return what was merged into the partner, for those who may take it back."""
    if not permissions.can_merge_partners(actor):
        return []
    merges = list_merges(actor, partner_id, PageRequest())
    return lines_of(MERGE_PAGES, merges.items, may_undo=True, now=now)
