"""Keeping and removing views of lists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound, SignInRequired
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.models import SavedView
from steelyard.platform.saved_views import ViewNotNamed, remove_view, save_view


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the address that the form names as a view, and go back there."""
    said = request.POST
    query = said.get("query", "")
    try:
        view = save_view(
            actor=_signed_in(request),
            list_key=said.get("list", "")[:60],
            name=said.get("name", ""),
            query=query,
            is_shared=said.get("is_shared") == "on",
            now=utc_now(),
        )
    except ViewNotNamed as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect(f"{_list_address(request)}?{query}")
    messages.success(request, _("The view is kept."))
    return redirect(f"{_list_address(request)}?{view.query}")


@require_POST
def remove(request: HttpRequest, view_id: str) -> HttpResponse:
    """Remove one of one's own views, and go back to the list."""
    remove_view(actor=_signed_in(request), view_id=SavedView.parse_id(view_id))
    messages.success(request, _("The view is gone; what it showed is not."))
    return redirect(_list_address(request))


def _signed_in(request: HttpRequest) -> Actor:
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    return actor


def _list_address(request: HttpRequest) -> str:
    """Return the list that the form came from. Raises: NotFound when it is not one of this site's addresses."""
    address = request.POST.get("next", "")
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        raise NotFound
    return address.partition("?")[0]
