"""The pages before sign-in, where they differ from the package's own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from steelyard.identity.queries.connections import find_connection_of, has_connections
from steelyard.identity.queries.demo import list_demo_seats
from steelyard.identity.queries.people import Member
from steelyard.platform.db import as_system

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class OfferedSeat:
    """One button of demo mode."""

    member: Member
    label: str
    sight: str


class SignInView(LoginView):  # type: ignore[misc]
    """Signing in with a password; in demo mode the leading characters stand above it, one click each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_connections"] = has_connections()
        if settings.DEMO:
            context["demo_sides"] = _demo_sides()
        return context


def _demo_sides() -> list[dict[str, Any]]:
    with as_system():
        seats = list_demo_seats()
    sides = []
    for title, is_host in ((_("Partner side"), False), (_("Host side"), True)):
        offered = [
            OfferedSeat(seat.member, _(seat.card.label), _(seat.card.sight))
            for seat in seats
            if (seat.member.partner_id is None) == is_host
        ]
        if offered:
            sides.append({"title": title, "seats": offered})
    return sides


def clears_the_browser(view: View) -> View:
    """Let the browser forget what it kept for who signs out: pages, and drafts that were typed offline."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return wrapped


def answers_422(view: View) -> View:
    """Give a page that shows a refused form again the status that says so."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, SimpleTemplateResponse) and response.status_code == 200:
            response.status_code = 422
        return response

    return answered


def leads_to_connection(field: str) -> Callable[[View], View]:
    """Lead people whose mail domain has a connection as its only way in there, before any password is looked at."""

    def lead(view: View) -> View:
        @wraps(view)
        def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            address = request.POST.get(field, "")
            if address and find_connection_of(address.strip(), enforced=True):
                return HttpResponseRedirect(f"{reverse('account_connection')}?{urlencode({'email': address.strip()})}")
            return view(request, *args, **kwargs)

        return led

    return lead
