"""The tiers and types of partner that the program knows."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions, queries
from steelyard.partners.forms import PartnerTypeForm, TierLevelForm
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.words import Words, edit_word, show_words

TIERS = Words(
    title=_("Tiers"),
    about=_("Rules can ask for a tier: capacity, for one, grows with it."),
    new=_("New tier"),
    first=_("Add the first one, so that partners can be put into it."),
    icon="medal",
    route="partners:tier",
    list_route="partners:tiers",
    under=(_("Partners"), "partners:list"),
)
TYPES = Words(
    title=_("Types of partner"),
    about=_("A partner holds one or several, each from one day until another."),
    new=_("New type of partner"),
    first=_("Add the first one, so that partners can be enrolled."),
    icon="tags",
    route="partners:type",
    list_route="partners:types",
    under=(_("Partners"), "partners:list"),
)


@sign_in_required
@require_GET
def show_tiers(request: HttpRequest) -> HttpResponse:
    """Show the tiers from the lowest up."""
    may_edit = permissions.can_define_program_words(_reader(request))
    return show_words(request, TIERS, "partners/tiers.html", queries.list_tiers(), may_edit=may_edit)


@sign_in_required
@require_GET
def show_types(request: HttpRequest) -> HttpResponse:
    """Show the types of partner."""
    may_edit = permissions.can_define_program_words(_reader(request))
    return show_words(request, TYPES, "partners/types.html", queries.list_types(), may_edit=may_edit)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_tier(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a tier or change one."""
    actor = _definer(request)
    form = TierLevelForm(request.POST or None, known=queries.list_tiers(), key=key)
    return edit_word(request, TIERS, form, lambda said: commands.define_tier(actor=actor, now=utc_now(), **said))


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_type(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a type of partner or change one."""
    actor = _definer(request)
    form = PartnerTypeForm(request.POST or None, known=queries.list_types(), key=key)
    return edit_word(
        request, TYPES, form, lambda said: commands.define_partner_type(actor=actor, now=utc_now(), **said)
    )


def _reader(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    return actor


def _definer(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_define_program_words(actor):
        raise NotAllowed
    return actor
