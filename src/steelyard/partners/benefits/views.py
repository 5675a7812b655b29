"""The pages of benefits: the catalog, and one of it to be changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions, queries
from steelyard.partners.benefits.forms import BenefitForm
from steelyard.partners.benefits.queries import list_benefits, list_catalog
from steelyard.partners.benefits.rows import benefit_row
from steelyard.partners.tiers.queries import list_tier_names
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.words import Words, edit_word

BENEFITS = Words(
    title=_("Benefits"),
    about=_("What partners get from a tier up or for their type, granted and revoked by itself."),
    new=_("New benefit"),
    first=_("Add the first one: everybody to whom it belongs gets it within moments."),
    icon="gift",
    route="partners:benefit",
    list_route="partners:benefits",
    under=(_("Partners"), "partners:list"),
)


@sign_in_required
@require_GET
def show_benefits(request: HttpRequest) -> HttpResponse:
    """Show the catalog of benefits, for the host with what they cost."""
    actor = asker(request)
    page = list_benefits(actor, page_from(request.GET))
    names, kinds = list_tier_names(), {kind.key: kind.name for kind in queries.list_types()}
    context = {
        "words": BENEFITS,
        "title": BENEFITS.title,
        "about": BENEFITS.about,
        "crumbs": BENEFITS.crumbs if permissions.can_list_partners(actor) else (),
        "page": page,
        "items": [benefit_row(card, names, kinds) for card in page.items],
        "counts": permissions.can_list_partners(actor),
        "may_edit": permissions.can_define_program_words(actor),
    }
    return render(request, "partners/benefits/list.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_benefit(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a benefit or change one."""
    actor = asker(request)
    if not permissions.can_define_program_words(actor):
        raise NotAllowed
    form = BenefitForm(request.POST or None, known=list_catalog(), key=key)
    return edit_word(request, BENEFITS, form, lambda said: commands.define_benefit(actor=actor, now=utc_now(), **said))
