"""Who must prove a second factor before anything else, found out in the statement that finds who is asking.

A session whose sign-in a connection vouched for has proved it there. A key of a program is a proof of its own, made by somebody
who had passed this door; it keeps working.
"""

from allauth.mfa.models import Authenticator
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from steelyard.identity.models import AccessPolicy, Membership
from steelyard.identity.refusals import SecondFactorMissing
from steelyard.platform.http.problems import problem, wants_json

VOUCHED = "second_factor_vouched"
"""The session's mark that a connection answers for the second factor."""
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts; recovery codes only stand in for one of these."""
_OPEN = ("/account/", "/preferences", "/static/")


def lacks_second_factor() -> "ExpressionWrapper[Q]":
    """Return the condition under which a membership's roles ask for a second factor that its person has not set up."""
    asked = AccessPolicy.objects.filter(
        Q(partner_id=None) | Q(partner_id=OuterRef("partner_id")), second_factor_roles__overlap=OuterRef("roles")
    )
    present = Authenticator.objects.filter(user_id=OuterRef("person_id"), type__in=FACTORS)
    return ExpressionWrapper(Q(Exists(asked)) & ~Q(Exists(present)), output_field=BooleanField())


def is_held_at_the_door(request: HttpRequest, membership: Membership) -> bool:
    """Tell whether the session's person must set up a second factor before this request may be answered."""
    return (
        membership.lacks_second_factor  # type: ignore[attr-defined]  # annotated
        and not request.session.get(VOUCHED)
        and not request.path.startswith(_OPEN)
    )


def lead_to_set_up(request: HttpRequest) -> HttpResponse:
    """Answer whoever is held at the door: people are led to the page that sets it up, programs are told."""
    if wants_json(request):
        return problem(request, SecondFactorMissing())
    return HttpResponseRedirect(reverse("account_second_factor"))
