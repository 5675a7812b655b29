"""Pages of regions and product families."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.commands.catalog import define_product_family, define_region
from steelyard.program.forms.catalog import ProductFamilyForm, RegionForm
from steelyard.program.permissions import can_edit_program
from steelyard.program.queries.catalog import list_product_families, list_regions
from steelyard.program.terms import ProductFamilyCard, RegionCard
from steelyard.ui.words import Words, edit_word, show_words

REGIONS = Words(
    title=_("Regions"),
    about=_("A region can have settings of its own; a country lies in one region."),
    new=_("New region"),
    first=_("Add the first region to give its partners rules of their own."),
    icon="world",
    route="program:region",
    list_route="program:regions",
    under=(_("Rules"), "program:rules"),
)
FAMILIES = Words(
    title=_("Product families"),
    about=_("Deals are registered and protected per product family."),
    new=_("New product family"),
    first=_("Add the first one, so that deals can be registered."),
    icon="package",
    route="program:family",
    list_route="program:families",
    under=(_("Rules"), "program:rules"),
)


@require_GET
@sign_in_required
def show_regions(request: HttpRequest) -> HttpResponse:
    """Show the regions with their countries."""
    may_edit = can_edit_program(asker(request))
    return show_words(request, REGIONS, "program/regions.html", list_regions(), may_edit=may_edit)


@require_http_methods(["GET", "POST"])
@sign_in_required
def edit_region(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a region or change one."""
    actor = _editor(request)
    form = RegionForm(request.POST or None, known=list_regions(), key=key)
    return edit_word(
        request,
        REGIONS,
        form,
        lambda said: define_region(actor=actor, region=RegionCard(**said), now=utc_now()),
    )


@require_GET
@sign_in_required
def show_families(request: HttpRequest) -> HttpResponse:
    """Show the product families."""
    may_edit = can_edit_program(asker(request))
    families = list_product_families(include_inactive=True)
    return show_words(request, FAMILIES, "program/families.html", families, may_edit=may_edit)


@require_http_methods(["GET", "POST"])
@sign_in_required
def edit_family(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a product family or change one."""
    actor = _editor(request)
    form = ProductFamilyForm(request.POST or None, known=list_product_families(include_inactive=True), key=key)
    return edit_word(
        request,
        FAMILIES,
        form,
        lambda said: define_product_family(actor=actor, family=ProductFamilyCard(**said), now=utc_now()),
    )


def _editor(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not can_edit_program(actor):
        raise NotAllowed
    return actor
