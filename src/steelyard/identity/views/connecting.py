"""Signing in through one's organization: the page that asks which, leaving for it, coming back.

Loaded with the first request for one of them.
"""

import secrets
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
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
    """Take the answer of an OpenID provider."""
    if find_connection(provider_id, ConnectionKind.OIDC) is None:
        raise Http404
    view = OAuth2CallbackView.adapter_view(OidcAdapter(request, provider_id))
    try:
        answer: HttpResponseBase = view(request)
    except ConnectionSecretUnreadable as refusal:
        return refuse(request, refusal)
    return answer


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
