"""Accepting an invitation: the page behind the link in the mail."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from steelyard.identity.authentication import identifies
from steelyard.identity.commands.invitations import accept_invitation, check_who_accepts, find_open_invitation
from steelyard.identity.forms import WelcomeForm
from steelyard.identity.models import Invitation, Membership, Person
from steelyard.identity.queries.connections import find_connection_of
from steelyard.identity.refusals import InvitationForSomebodyElse, InvitationNotOpen, SignInToAccept
from steelyard.identity.sessions import MEMBERSHIP
from steelyard.identity.terms import in_order, role_label
from steelyard.kernel.refusals import Refusal
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_refusals import show_refusal

SIGN_IN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@identifies
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what; on POST make the membership and begin to work in it."""
    actor = asker(request)
    now = utc_now()
    invitation = find_open_invitation(token, now)
    if invitation is None:
        return _refused(request, InvitationNotOpen())
    person = Person.objects.filter(email=invitation.email).first()
    obstacle = _find_obstacle(request, invitation, person)
    if obstacle is not None:
        return obstacle
    form = None
    if actor.is_anonymous:
        form = WelcomeForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            membership_id = accept_invitation(
                actor=actor, token=token, now=now, language=get_language() or "", **(form.cleaned_data if form else {})
            )
        except Refusal as refusal:
            if form is None:
                return _refused(request, refusal)
            show_refusal(form, refusal)
        else:
            membership = Membership.objects.select_related("person").get(id=membership_id)
            if actor.is_anonymous:
                login(request, membership.person, backend=SIGN_IN_BACKEND)
            request.session[MEMBERSHIP] = str(membership_id)
            return redirect("home")
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/accept.html", {**_invited_to(invitation), "form": form}, status=status)


def _find_obstacle(request: HttpRequest, invitation: Invitation, person: Person | None) -> HttpResponse | None:
    """Return the answer to somebody who must first be somebody else, or come in by another way."""
    actor = asker(request)
    try:
        check_who_accepts(actor, invitation, person)
    except SignInToAccept:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    except InvitationForSomebodyElse as refusal:
        return _refused(request, refusal, may_sign_out=True)
    if actor.is_anonymous and find_connection_of(invitation.email, enforced=True):
        return HttpResponseRedirect(f"{reverse('account_connection')}?{urlencode({'email': invitation.email})}")
    return None


def _invited_to(invitation: Invitation) -> dict[str, Any]:
    with as_system():
        partner_id = invitation.partner_id
        organization = directory.organization_name(partner_id) if partner_id else ""
        inviter = invitation.invited_by
    return {
        "invitation": invitation,
        "organization": organization or settings.HOST_NAME,
        "inviter": inviter.name if inviter else settings.HOST_NAME,
        "roles": [_(role_label(role)) for role in in_order(invitation.role_set)],
    }


def _refused(request: HttpRequest, refusal: Refusal, *, may_sign_out: bool = False) -> HttpResponse:
    context = {"sentence": refusal_text(refusal), "may_sign_out": may_sign_out, "here": request.path}
    return render(request, "identity/accept_refused.html", context, status=refusal.status)
