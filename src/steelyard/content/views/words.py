"""The libraries, and the audiences that assets are published for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.content import commands, permissions, queries
from steelyard.content.forms import AudienceForm
from steelyard.content.models import Audience
from steelyard.identity.public import role_label, sign_in_required
from steelyard.kernel.actors import PARTNER_ROLES, Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners.public import AgreementKind, list_partner_types, list_tiers
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.public import list_regions
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.words import WordForm, Words, edit_word, show_words

LIBRARIES = Words(
    title=_("Libraries"),
    about=_("Each has a graveyard index of its own."),
    new=_("New library"),
    first=_("Add the first one, so that assets have a place."),
    icon="books",
    route="content:library-word",
    list_route="content:libraries",
    under=(_("Library"), "content:library"),
)


@sign_in_required
@require_GET
def show_libraries(request: HttpRequest) -> HttpResponse:
    """Show the libraries."""
    actor = _reader(request)
    may_edit = permissions.can_define_libraries(actor)
    return show_words(request, LIBRARIES, "content/libraries.html", queries.list_libraries(), may_edit=may_edit)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_library(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a library or rename one."""
    actor = asker(request)
    if not permissions.can_define_libraries(actor):
        raise NotAllowed
    form = WordForm(request.POST or None, known=queries.list_libraries(), key=key)
    return edit_word(request, LIBRARIES, form, lambda said: commands.define_library(actor=actor, now=utc_now(), **said))


@sign_in_required
@require_GET
def show_audiences(request: HttpRequest) -> HttpResponse:
    """Show the audiences, with who belongs to each."""
    actor = _reader(request)
    names = _names()
    items = [
        {
            "card": card,
            "conditions": [
                ", ".join(names[field].get(key, key) for key in sorted(getattr(card.terms, field)))
                for field in ("tiers", "types", "roles", "regions", "agreements")
                if getattr(card.terms, field)
            ],
        }
        for card in queries.list_audiences(actor)
    ]
    context = {
        "title": gettext("Audiences"),
        "about": gettext("Who may read: named once, used by many assets."),
        "crumbs": [(gettext("Library"), reverse("content:library"))],
        "items": items,
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/audiences.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_audience(request: HttpRequest, audience_id: str = "") -> HttpResponse:
    """Add an audience, or say anew who belongs to one."""
    actor = _reader(request)
    audience = queries.get_audience(actor, Audience.parse_id(audience_id)) if audience_id else None
    if not permissions.can_author(actor):
        raise NotAllowed
    names = ("name", "is_internal", "tiers", "types", "roles", "regions", "agreements")
    initial = {name: getattr(audience, name) for name in names} if audience else {}
    form = AudienceForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.define_audience(
                actor=actor,
                audience_id=audience.id if audience else None,
                name=form.cleaned_data["name"],
                terms=form.terms(),
                now=utc_now(),
            )
            messages.success(request, gettext("Saved."))
            return redirect("content:audiences")
    crumbs = [(_("Library"), reverse("content:library")), (_("Audiences"), reverse("content:audiences"))]
    return show_form(request, form, title=gettext(audience.name) if audience else _("New audience"), crumbs=crumbs)


def _names() -> dict[str, dict[str, str]]:
    return {
        "tiers": {tier.key: gettext(tier.name) for tier in list_tiers()},
        "types": {kind.key: gettext(kind.name) for kind in list_partner_types()},
        "roles": {role.value: gettext(role_label(role)) for role in PARTNER_ROLES},
        "regions": {region.key: gettext(region.name) for region in list_regions()},
        "agreements": {kind.value: gettext(kind.label) for kind in AgreementKind},
    }


def _reader(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    return actor
