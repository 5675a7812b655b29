"""The pages of kits."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.content import commands, permissions
from steelyard.content.kits import queries
from steelyard.content.kits.forms import KitForm
from steelyard.content.kits.packing import answer_kit
from steelyard.content.kits.policies import move_up
from steelyard.content.kits.refusals import KitIsEmpty
from steelyard.content.kits.terms import KitFilter
from steelyard.content.models import Asset, Kit
from steelyard.content.queries import list_verticals, search_titles
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.pipeline.public import list_open_stages
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.program.public import list_product_families, render_reason
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text


@sign_in_required
@require_GET
def show_kits(request: HttpRequest) -> HttpResponse:
    """Show the kits, to a partner those that fit it first, with the reasons."""
    actor = asker(request)
    wanted = KitFilter(**{name: request.GET.get(name, "").replace("\0", "")[:60] for name in KitFilter.__slots__})
    page = queries.list_kits(actor, wanted, page_from(request.GET), at=utc_now())
    families, stages = _families(), _stages()
    context = {
        "page": page,
        "rows": [
            {
                "card": card,
                "for": _for(card.terms.vertical, families.get(card.terms.family), stages.get(card.terms.stage)),
                "reasons": [render_reason(asdict(reason), actor) for reason in card.reasons],
            }
            for card in page.items
        ],
        "chips": [
            chip(request, "vertical", _("Industry"), {word: word for word in list_verticals(actor)}),
            chip(request, "family", _("Product"), families),
            chip(request, "stage", _("Stage"), stages),
        ],
        "query": request.GET.urlencode(),
        "crumbs": _crumbs(),
        "is_host": permissions.can_see_usage(actor),
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/kits/list.html", context)


@sign_in_required
@require_GET
def show_kit(request: HttpRequest, kit_id: str) -> HttpResponse:
    """Show a kit: its cover, its parts, and to the host what in it is out of date."""
    actor = asker(request)
    key, now = Kit.parse_id(kit_id), utc_now()
    record = queries.get_kit_record(actor, key, at=now)
    commands.note_kit_reading(actor=actor, kit_id=key, now=now)
    terms = record.card.terms
    context = {
        "record": record,
        "card": record.card,
        "for": _for(terms.vertical, _families().get(terms.family), _stages().get(terms.stage)),
        "crumbs": [*_crumbs(), (_("Kits"), reverse("content:kits"))],
        "deal": request.GET.get("deal", ""),
        "is_host": permissions.can_see_usage(actor),
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/kits/record.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_kit(request: HttpRequest, kit_id: str = "") -> HttpResponse:
    """Begin a kit, or say something else of one."""
    actor = asker(request)
    kit = queries.get_kit(actor, Kit.parse_id(kit_id)) if kit_id else None
    if not permissions.can_author(actor):
        raise NotAllowed
    form = KitForm(request.POST or None, initial=asdict(queries.terms_of(kit)) if kit else {})
    if form.is_valid():
        with refusals_shown_in(form):
            key = commands.define_kit(actor=actor, kit_id=kit.id if kit else None, terms=form.terms(), now=utc_now())
            messages.success(request, _("Saved."))
            return redirect("content:kit", public_id(Kit.PREFIX, key))
    crumbs = [*_crumbs(), (_("Kits"), reverse("content:kits"))]
    if kit:
        crumbs.append((kit.title, reverse("content:kit", args=[kit.public_id])))
    return show_form(request, form, title=_("Edit") if kit else _("New kit"), crumbs=crumbs)


@sign_in_required
@require_POST
def arrange_kit(request: HttpRequest, kit_id: str) -> HttpResponse:
    """Add an asset to a kit, move one up, or take one out."""
    actor = asker(request)
    record = queries.get_kit_record(actor, Kit.parse_id(kit_id), at=utc_now())
    if not permissions.can_author(actor):
        raise NotAllowed
    parts, asset_id = [part.id for part in record.parts], _chosen(request, actor)
    match request.POST.get("move", ""):
        case "up":
            parts = move_up(parts, asset_id)
        case "out":
            parts = [part for part in parts if part != asset_id]
        case _:
            parts = [*parts, asset_id]
    key = record.card.id
    return _change(request, kit_id, partial(commands.arrange_kit, kit_id=key, asset_ids=parts))


@sign_in_required
@require_POST
def publish_kit(request: HttpRequest, kit_id: str) -> HttpResponse:
    """Show a kit to those who may read its parts."""
    return _change(request, kit_id, partial(commands.publish_kit, kit_id=Kit.parse_id(kit_id)))


@sign_in_required
@require_POST
def withdraw_kit(request: HttpRequest, kit_id: str) -> HttpResponse:
    """Take a kit away from partners."""
    return _change(request, kit_id, partial(commands.withdraw_kit, kit_id=Kit.parse_id(kit_id)))


@sign_in_required
@require_GET
def download_kit(request: HttpRequest, kit_id: str) -> HttpResponse | FileResponse:
    """Give all of a kit that the reader may have as one archive; `deal` says for which deal."""
    deal = request.GET.get("deal", "")
    try:
        kit = commands.open_kit(
            actor=asker(request),
            kit_id=Kit.parse_id(kit_id),
            registration_id=parse_public_id("dealreg", deal) if deal else None,
            now=utc_now(),
        )
    except KitIsEmpty as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("content:kit", kit_id)
    return answer_kit(kit)


@sign_in_required
@require_GET
def suggest_assets(request: HttpRequest) -> HttpResponse:
    """Answer a typeahead with the published assets whose titles fit."""
    text = request.GET.get("q", "").replace("\0", "")[:200]
    found = search_titles(asker(request), text, limit=8, at=utc_now())
    options = [{"value": card.public_id, "label": card.title, "detail": _(card.kind.label)} for card in found]
    return render(request, "ui/options.html", {"options": options})


def _change(request: HttpRequest, kit_id: str, change: Callable[..., None]) -> HttpResponse:
    """Do what was asked, or say above the kit why not."""
    try:
        change(actor=asker(request), now=utc_now())
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        messages.error(request, refusal_text(refusal))
    return redirect("content:kit", kit_id)


def _chosen(request: HttpRequest, actor: Actor) -> UUID:
    """Return the asset that was chosen, or whose title was typed. Raises: NotFound."""
    chosen, typed = request.POST.get("asset_id", ""), request.POST.get("asset", "").replace("\0", "").strip()
    if chosen:
        return Asset.parse_id(chosen)
    alike = search_titles(actor, typed, limit=8, at=utc_now()) if typed else []
    found = next((card.id for card in alike if card.title.casefold() == typed.casefold()), None)
    if found is None:
        raise NotFound
    return found


def _families() -> dict[str, Text]:
    return {family.key: _(family.name) for family in list_product_families(include_inactive=True)}


def _stages() -> dict[str, Text]:
    return {key: _(name) for key, name in list_open_stages().items()}


def _for(*words: Text | None) -> str:
    return ", ".join(str(word) for word in words if word)


def _crumbs() -> list[tuple[Text, str]]:
    return [(_("Library"), reverse("content:library"))]
