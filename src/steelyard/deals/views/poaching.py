"""The anti-poaching log as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.deals import permissions
from steelyard.deals.forms.poaching import PoachingForm
from steelyard.deals.queries.poaching import list_poaching
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.platform.http.asking import asker, page_from


@sign_in_required
@require_GET
def show_log(request: HttpRequest) -> HttpResponse:
    """Show where direct sales met a protection: stopped, or gone on by whom and why."""
    actor, form = asker(request), PoachingForm(request.GET)
    page = list_poaching(actor, form.wanted(), page_from(request.GET))
    context = {
        "title": _("Direct sales on protected accounts"),
        "about": _("Where direct sales met a protection: stopped by it, or gone on despite it, by whom and why."),
        "page": page,
        "items": [
            {"entry": one, "opportunity": one.opportunity_id and public_id("opp", one.opportunity_id)}
            for one in page.items
        ],
        "form": form,
        "is_host": actor.is_host,
        "may_open": permissions.can_open_direct_opportunity(actor),
    }
    return render(request, "deals/poaching.html", context)
