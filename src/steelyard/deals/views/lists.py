"""Registrations as a list and as a board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.deals import permissions
from steelyard.deals.cards import RegistrationFilter
from steelyard.deals.filters import ME, SUBMITTED, filter_of
from steelyard.deals.queries import registrations as queries
from steelyard.deals.templatetags.deals import STATE_TONES
from steelyard.deals.terms import RegistrationState, RegistrationType
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.public import find_cards as find_partners
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import ProductFamilyCard, list_product_families, list_regions
from steelyard.ui.chips import Chip, chip
from steelyard.ui.portal import Text
from steelyard.ui.saved_views import ViewTab, views_of

LIST_KEY = "deals.registrations"
BOARD_KEY = "deals.board"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTab:
    """A view of the list with how much it holds, where that is known."""

    tab: ViewTab
    count: int


@sign_in_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show registrations as a table, filtered and sorted as the address says."""
    actor, now = asker(request), utc_now()
    wanted = filter_of(request.GET, actor, now)
    frame = _frame(request, actor, wanted, LIST_KEY, now)
    total = next((tab.count for tab in frame["tabs"] if tab.tab.is_current and tab.count), None)
    page = queries.list_registrations(actor, wanted, page_from(request.GET), total=total)
    context = {**frame, "page": page, "sort": request.GET.get("sort", "")}
    return render(request, "deals/list.html", context)


@sign_in_required
@require_GET
def show_board(request: HttpRequest) -> HttpResponse:
    """Show registrations in lanes by state."""
    actor, now = asker(request), utc_now()
    wanted = filter_of(request.GET, actor, now)
    lanes = [
        {"state": state, "tone": STATE_TONES[state], "page": page}
        for state, page in queries.list_board(actor, wanted).items()
        if page.total or state is not RegistrationState.DRAFT
    ]
    context = {**_frame(request, actor, wanted, BOARD_KEY, now), "lanes": lanes}
    return render(request, "deals/board.html", context)


def _frame(
    request: HttpRequest, actor: Actor, wanted: RegistrationFilter, list_key: str, now: datetime
) -> dict[str, Any]:
    """Return what list and board show around themselves."""
    counts = queries.count_views(actor, now)
    needs = counts["information"] if actor.is_partner else queries.count_waiting_for_host(actor)
    builtin: list[tuple[Text, str, int]] = [
        (_("All"), "", counts["all"] - counts["drafts"]),
        (_("Mine"), f"owner={ME}", 0),
        (_("Needs an answer") if actor.is_partner else _("Needs a decision"), "view=needs", needs),
        (_("Ends soon"), "view=ending", counts["ending"]),
        (_("Protected"), "view=protected", counts["protected"]),
        (_("Under review"), "view=review", counts["review"]),
        (_("Closed"), "view=closed", counts["closed"]),
    ]
    if permissions.can_register_deals(actor):
        builtin.append((_("Drafts"), "view=drafts", counts["drafts"]))
    families = list_product_families(include_inactive=True)
    list_views = views_of(request, list_key, [(name, query) for name, query, _count in builtin])
    number_of = {query: count for _name, query, count in builtin}
    return {
        "wanted": wanted,
        "view": request.GET.get("view", ""),
        "list_views": list_views,
        "tabs": [CountedTab(tab=tab, count=number_of.get(tab.query, 0)) for tab in list_views.tabs],
        "chips": _chips(request, actor, wanted, [family for family in families if family.is_active]),
        "query": request.GET.urlencode(),
        "total": counts["all"] - counts["drafts"],
        "names": {family.key: _(family.name) for family in families},
        "is_partner": actor.is_partner,
        "may_register": permissions.can_register_deals(actor),
        "now": now,
        "soon": now + queries.SOON,
    }


def _chips(
    request: HttpRequest, actor: Actor, wanted: RegistrationFilter, families: Iterable[ProductFamilyCard]
) -> list[Chip]:
    chips = [
        chip(request, "state", _("State"), {state.value: _(state.label) for state in SUBMITTED}),
        chip(request, "family", _("Product"), {family.key: _(family.name) for family in families}),
        chip(request, "type", _("Role"), {role.value: _(role.label) for role in RegistrationType}),
    ]
    if not actor.is_partner:
        chips.append(chip(request, "region", _("Region"), {region.key: _(region.name) for region in list_regions()}))
        partners = find_partners({wanted.partner_id}) if wanted.partner_id else {}
        if partners:
            named: dict[str, Text] = {public_id("partner", key): card.name for key, card in partners.items()}
            chips.append(chip(request, "partner", _("Partner"), named))
    return chips
