"""Signing in with one click, in demo mode only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from steelyard.identity.models import Membership, Person
from steelyard.identity.queries.demo import list_demo_seats
from steelyard.identity.sessions import MEMBERSHIP
from steelyard.identity.views.joining import SIGN_IN_BACKEND
from steelyard.platform.db import as_system


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the people whom the sign-in page offers in demo mode; elsewhere there is nothing here."""
    if not settings.DEMO:
        raise Http404
    with as_system():
        offered = {seat.member.id: seat.member for seat in list_demo_seats()}
    member = offered.get(request.POST.get("seat", ""))
    if member is None:
        raise Http404
    login(request, Person.objects.get(id=member.person_key), backend=SIGN_IN_BACKEND)
    request.session[MEMBERSHIP] = str(Membership.parse_id(member.id))
    return redirect("home")
