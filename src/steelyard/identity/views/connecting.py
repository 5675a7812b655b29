"""Signing in through one's organization: the page that asks which, leaving for it, coming back.

Loaded with the first request for one of them.
"""

import secrets
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal.statekit import unstash_state
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from requests import RequestException

from steelyard.identity.connecting import ConnectionAdapter, OidcAdapter, find_connection, refuse
from steelyard.identity.models import Connection
from steelyard.identity.queries.connections import find_connection_of
from steelyard.identity.refusals import ConnectionRefused, ConnectionSecretUnreadable
from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.refusals import Refusal
from steelyard.platform.db import authenticating, give_back_connection


class AddressForm(forms.Form):
    """Whose organization it is."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].lower()
        if find_connection_of(address) is None:
            raise forms.ValidationError(
                gettext_lazy("No organization answers for this address here. Sign in with a password or a code.")
            )
        return address


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a mail address and lead to the identity provider that answers for it."""
    form = AddressForm(request.POST or None, initial={"email": request.GET.get("email", "")})
    following = request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        connection = find_connection_of(form.cleaned_data["email"])
        assert connection is not None
        try:
            return _leave(request, connection, following)
        except ConnectionSecretUnreadable as refusal:
            return refuse(request, refusal)
    context = {"form": form, "following": following}
    return render(request, "account/connection.html", context, status=422 if form.errors else 200)


def _leave(request: HttpRequest, connection: Connection, following: str) -> HttpResponse:
    """Show the page that goes on to the identity provider; a redirect would be held by our own policy for forms."""
    is_safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
    is_saml = connection.kind == ConnectionKind.SAML
    provider = ConnectionAdapter(request).get_provider(
        request, "saml" if is_saml else connection.id.hex, client_id=connection.id.hex if is_saml else None
    )
    asked: dict[str, Any] = {}
    if not is_saml:
        provider.oauth2_adapter_class = OidcAdapter
        asked["nonce"] = secrets.token_urlsafe(16)
        asked["auth_params"] = {"nonce": asked["nonce"]}
    try:
        url = provider.redirect(request, "login", next_url=following if is_safe else None, **asked)["Location"]
    except (OAuth2Error, RequestException):
        return refuse(request, ConnectionRefused(), status=503)
    return render(request, "account/connection_leave.html", {"url": url, "connection": connection})


@never_cache
def return_from_oidc(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take the answer of an OpenID provider: ask it whom it means while no transaction is open, then let that person in.

    The request has no transaction of its own (`TRANSACTIONS_OF_THEIR_OWN`): however long the provider takes, no connection waits.
    """
    adapter = OidcAdapter(request, provider_id)
    try:
        with authenticating():
            if find_connection(provider_id, ConnectionKind.OIDC) is None:
                raise Http404
            provider = adapter.get_provider()
            state = unstash_state(request, provider_id=provider.sub_id, state_id=request.GET.get("state", ""))
        if request.GET.get("error") == adapter.login_cancelled_error:
            return redirect("socialaccount_login_cancelled")
        if state is None or "code" not in request.GET:
            raise ConnectionRefused
        give_back_connection()
        login = adapter.ask(request.GET["code"], state)
    except Refusal as refusal:
        return _refused(request, refusal)
    except (OAuth2Error, RequestException, ProviderException, PermissionDenied):
        return _refused(request, ConnectionRefused())
    with authenticating():
        answer: HttpResponseBase
        try:
            answer = complete_social_login(request, login)
        except ImmediateHttpResponse as instead:
            answer = instead.response
        return answer


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return why it ended; what could not be proved is 401, as the sign-in package says it."""
    with authenticating():
        return refuse(request, refusal, status=401 if isinstance(refusal, ConnectionRefused) else None)


@csrf_exempt
def return_from_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Take the answer of a SAML provider, which its own page posts here; it is judged by the next request, with cookies."""
    from allauth.socialaccount.providers.saml.views import acs

    if request.method != "POST" or find_connection(organization_slug, ConnectionKind.SAML) is None:
        raise Http404
    answer: HttpResponseBase = acs(request, organization_slug=organization_slug)
    return answer


@never_cache
def finish_saml(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Judge the answer of a SAML provider."""
    from allauth.socialaccount.providers.saml.views import finish_acs

    answer: HttpResponseBase = finish_acs(request, organization_slug=organization_slug)
    return answer


def show_saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Describe Steelyard to a SAML provider."""
    from allauth.socialaccount.providers.saml.views import metadata

    answer: HttpResponseBase = metadata(request, organization_slug=organization_slug)
    return answer


def cancelled(request: HttpRequest) -> HttpResponse:
    """Say that the person or the provider broke off."""
    return refuse(request, ConnectionRefused(), status=401)
