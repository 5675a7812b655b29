"""The list of partners with its filters and segments, and the typeahead over it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import manager_chip, name_regions
from steelyard.partners.filters import ME, filter_from, query_of
from steelyard.partners.longtail.queries import list_track_names
from steelyard.partners.models import Segment
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES, PartnerCard
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import find_people
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.saved_views import clean_query
from steelyard.ui.chips import Chip, chip
from steelyard.ui.portal import Text
from steelyard.ui.saved_views import views_of

LIST_KEY = "partners.partners"


@sign_in_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the partners that the actor may see: all for the host, a distributor's children beside itself."""
    actor = asker(request)
    page = queries.list_partners(
        actor, filter_from(request.GET, actor), page_from(request.GET, sort="name"), at=utc_now()
    )
    kept = queries.list_segments(actor) if permissions.can_list_partners(actor) else []
    segments = [(segment, query_of(queries.wanted_by(segment))) for segment in kept]
    builtin: list[tuple[Text, str]] = [(_("All"), "")]
    if not actor.is_partner:
        builtin += [(_("My partners"), f"manager={ME}"), (_("Onboarding"), "status=onboarding")]
        builtin += [(segment.name, query) for segment, query in segments]
    here = clean_query(request.GET.urlencode())
    context = {
        "page": page,
        "chips": _chips(request, actor),
        "text": request.GET.get("q", ""),
        "query": request.GET.urlencode(),
        "rows": _rows(page.items),
        "list_views": views_of(request, LIST_KEY, builtin),
        "segment": next((segment for segment, query in segments if query == here), None),
        "may_manage": permissions.can_manage_partners(actor),
    }
    return render(request, "partners/list.html", context)


@sign_in_required
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer a typeahead with the partners whose names fit."""
    text = request.GET.get("q", "").replace("\0", "")[:200]
    found = queries.suggest_partners(asker(request), text, limit=8, at=utc_now())
    options = [{"value": card.public_id, "label": card.name, "detail": card.region} for card in found]
    return render(request, "ui/options.html", {"options": options})


@sign_in_required
@require_POST
def keep_segment(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list as a segment, for everybody of the host and for programs to bind to."""
    actor = asker(request)
    name = " ".join(request.POST.get("name", "").split())[:100]
    try:
        commands.define_segment(actor=actor, name=name, wanted=filter_from(request.GET, actor), now=utc_now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("The segment is kept."))
    return redirect(f"{reverse('partners:list')}?{request.GET.urlencode()}")


@sign_in_required
@require_POST
def drop_segment(request: HttpRequest, segment_id: str) -> HttpResponse:
    """Remove a segment."""
    actor = asker(request)
    commands.remove_segment(actor=actor, segment_id=Segment.parse_id(segment_id), now=utc_now())
    messages.success(request, _("The segment is gone; its partners are not."))
    return redirect("partners:list")


_ESG = (90, 75, 50, 25)


def _chips(request: HttpRequest, actor: Actor) -> list[Chip]:
    chips = [
        chip(request, "status", _("Status"), {str(key): _(name) for key, name in STATUS_NAMES.items()}),
        chip(request, "type", _("Role"), {kind.key: _(kind.name) for kind in queries.list_types()}),
        chip(request, "tier", _("Tier"), {tier.key: _(tier.name) for tier in queries.list_tiers()}),
        chip(request, "region", _("Region"), name_regions()),
    ]
    if permissions.can_list_partners(actor):
        chips.append(manager_chip(request))
        chips.append(
            chip(request, "esg", _("ESG score"), {str(one): _("from {score}").format(score=one) for one in _ESG})
        )
        chips.append(chip(request, "track", _("Long tail"), list_track_names(at=utc_now())))
        tags = sorted({tag for some in queries.list_tags(actor).values() for tag in some})
        chips.append(chip(request, "tag", _("Capability or industry"), {tag: tag for tag in tags[:200]}))
    return chips


def _rows(cards: Sequence[PartnerCard]) -> list[dict[str, object]]:
    """Return the partners as the table shows them, keys replaced by the program's words."""
    types = {kind.key: _(kind.name) for kind in queries.list_types()}
    tiers = {tier.key: _(tier.name) for tier in queries.list_tiers()}
    regions = name_regions()
    people = find_people({person for card in cards for person in card.manager_ids})
    return [
        {
            "card": card,
            "status": _(STATUS_NAMES[card.status]),
            "tone": STATUS_TONES[card.status],
            "types": [types[key] for key in card.types],
            "tier": tiers.get(card.tier or "", ""),
            "region": regions.get(card.region, ""),
            "managers": [people[person].name for person in card.manager_ids if person in people],
        }
        for card in cards
    ]
