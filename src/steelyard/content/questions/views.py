"""The page of what was looked for and not found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.content import commands, permissions
from steelyard.content.models import UnansweredSearch
from steelyard.content.questions.queries import list_unanswered
from steelyard.identity.public import sign_in_required
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from


@sign_in_required
@require_GET
def show_unanswered(request: HttpRequest) -> HttpResponse:
    """Show the words that found nothing, the most asked first."""
    actor = asker(request)
    page = list_unanswered(actor, page_from(request.GET))
    context = {
        "title": _("Searches that found nothing"),
        "about": _("What people look for in the library and do not find, as far as nobody has seen to it."),
        "crumbs": [(_("Library"), reverse("content:library"))],
        "items": page.items,
        "page": page,
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/questions/list.html", context)


@sign_in_required
@require_POST
def settle_search(request: HttpRequest, search_id: str) -> HttpResponse:
    """Say that somebody saw to it."""
    key = UnansweredSearch.parse_id(search_id)
    commands.settle_search(actor=asker(request), search_id=key, now=utc_now())
    messages.success(request, _("Settled. It comes back if somebody looks for it in vain again."))
    return redirect("content:unanswered")
