"""The queue of companies that may be there twice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.companies.jobs import look_for_duplicates
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_change_companies, can_merge_companies
from steelyard.companies.queries.duplicates import list_duplicates
from steelyard.companies.views.asking import browser
from steelyard.companies.wording import say_evidence
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.http.asking import page_from


@sign_in_required
def show_duplicates(request: HttpRequest) -> HttpResponse:
    """Show which companies may be one, most probable first, with what speaks for and against it."""
    actor = browser(request)
    page = list_duplicates(actor, page_from(request.GET))
    items = [
        {
            "card": card,
            "id": public_id(Company.PREFIX, card.company.id),
            "other_id": public_id(Company.PREFIX, card.other.id),
            "evidence": [{"rule": f"{one.weight:+.1f}", "text": say_evidence(one)} for one in card.evidence],
        }
        for card in page.items
    ]
    context = {
        "items": items,
        "page": page,
        "may_merge": can_merge_companies(actor),
        "may_change": can_change_companies(actor),
    }
    return render(request, "companies/duplicates.html", context)


@sign_in_required
@require_POST
def search_duplicates(request: HttpRequest) -> HttpResponse:
    """Let a worker compare all companies."""
    if not can_merge_companies(browser(request)):
        raise NotAllowed
    look_for_duplicates.defer()
    messages.success(request, _("All companies are being compared. What is found appears here."))
    return redirect("companies:duplicates")
