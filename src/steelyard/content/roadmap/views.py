"""The pages of the roadmap."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.content import commands, permissions
from steelyard.content.models import RoadmapItem
from steelyard.content.roadmap import queries
from steelyard.content.roadmap.forms import RoadmapForm
from steelyard.content.roadmap.terms import STATUS_NAMES, RoadmapFilter
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import list_product_families
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text


@sign_in_required
@require_GET
def show_roadmap(request: HttpRequest) -> HttpResponse:
    """Show what is to come, quarter by quarter."""
    actor = asker(request)
    wanted = RoadmapFilter(
        **{name: request.GET.get(name, "").replace("\0", "")[:60] for name in RoadmapFilter.__slots__}
    )
    page = queries.list_roadmap(actor, wanted, page_from(request.GET))
    families = _families()
    context = {
        "page": page,
        "rows": [{"card": card, "family": families.get(card.family, "")} for card in page.items],
        "chips": [
            chip(request, "family", _("Product"), families),
            chip(request, "status", _("Status"), {key.value: _(name) for key, name in STATUS_NAMES.items()}),
        ],
        "query": request.GET.urlencode(),
        "crumbs": _crumbs(),
        "is_host": permissions.can_see_usage(actor),
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/roadmap/list.html", context)


@sign_in_required
@require_GET
def show_roadmap_item(request: HttpRequest, roadmap_item_id: str) -> HttpResponse:
    """Show something that is to come, and to the host who read it; a partner's reading is noted."""
    actor, key = asker(request), RoadmapItem.parse_id(roadmap_item_id)
    item = queries.get_roadmap_item(actor, key)
    commands.note_roadmap_reading(actor=actor, item_id=key, now=utc_now())
    context = {
        "card": queries.card_of(item, actor),
        "words": item.words,
        "family": _families().get(item.family, ""),
        "readings": queries.list_readings(actor, key, page_from(request.GET)),
        "crumbs": [*_crumbs(), (_("Product roadmap"), reverse("content:roadmap"))],
        "is_host": permissions.can_see_usage(actor),
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/roadmap/item.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_roadmap_item(request: HttpRequest, roadmap_item_id: str = "") -> HttpResponse:
    """Say what is to come, or say it anew."""
    actor = asker(request)
    item = queries.get_roadmap_item(actor, RoadmapItem.parse_id(roadmap_item_id)) if roadmap_item_id else None
    if not permissions.can_author(actor):
        raise NotAllowed
    initial = asdict(queries.terms_of(item)) if item else {}
    form = RoadmapForm(request.POST or None, actor=actor, initial=initial)
    if form.is_valid():
        with refusals_shown_in(form):
            item_id = item.id if item else None
            key = commands.define_roadmap_item(actor=actor, item_id=item_id, terms=form.terms(), now=utc_now())
            messages.success(request, _("Saved."))
            return redirect("content:roadmap-item", public_id(RoadmapItem.PREFIX, key))
    crumbs = [*_crumbs(), (_("Product roadmap"), reverse("content:roadmap"))]
    if item:
        crumbs.append((item.title, reverse("content:roadmap-item", args=[item.public_id])))
    return show_form(request, form, title=_("Edit") if item else _("New on the roadmap"), crumbs=crumbs)


def _families() -> dict[str, Text]:
    return {family.key: _(family.name) for family in list_product_families(include_inactive=True)}


def _crumbs() -> list[tuple[Text, str]]:
    return [(_("Library"), reverse("content:library"))]
