"""How the sign-in package finds our connections, and what it must check before we believe an identity provider.

Loaded with the first sign-in through a connection, because signatures of tokens and XML bring much along.
"""

from typing import Any
from uuid import UUID

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_connection_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from steelyard.identity.asking import ProviderSession
from steelyard.identity.commands.admission import Claims, admit
from steelyard.identity.models import Connection
from steelyard.identity.refusals import ConnectionRefused, ConnectionSecretUnreadable
from steelyard.identity.terms import ConnectionKind
from steelyard.identity.vault import SealBroken, unseal
from steelyard.kernel.refusals import Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.db import authenticating
from steelyard.platform.http.problems import refusal_text

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair: nobody who knows the client's secret can make them."""
_CLOCKS_APART = 60
_ENDPOINTS = {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"}
_REQUIRED = ["exp", "iat", "sub", "aud", "iss"]
_MAIL = (
    "email",
    "mail",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)
_NAME = (
    "name",
    "displayName",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.microsoft.com/identity/claims/displayname",
)


class ConnectionAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Connections are ours, and so is the decision whom they let in."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        wanted = client_id if provider == ConnectionKind.SAML else provider
        kind = ConnectionKind.SAML if provider == ConnectionKind.SAML else ConnectionKind.OIDC
        with authenticating():
            connection = find_connection(wanted or "", kind)
            return [] if connection is None else [_app(connection)]

    def get_requests_session(self) -> requests.Session:
        return ProviderSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Check what the package leaves open, and let the person in or answer why not."""
        connection = Connection.objects.get(id=UUID(sociallogin.account.provider))
        said = sociallogin.account.extra_data
        try:
            read = _read_tokens if connection.kind == ConnectionKind.OIDC else _read_attributes
            claims = read(connection, sociallogin, said)
            person = admit(connection=connection, claims=claims, now=utc_now())
        except Refusal as refusal:
            raise ImmediateHttpResponse(refuse(request, refusal)) from refusal
        sociallogin.account.extra_data = {}  # the subject is enough to know somebody again
        sociallogin.user = sociallogin.account.user = person
        sociallogin.account.save()
        request.is_vouched = connection.vouches_second_factor  # type: ignore[attr-defined]

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(refuse(request, ConnectionRefused(), status=401))


def refuse(request: HttpRequest, refusal: Refusal, *, status: int | None = None) -> HttpResponse:
    """Return the page that says why sign-in through a connection ended, with the way back."""
    context = {"sentence": refusal_text(refusal)}
    return render(request, "account/connection_refused.html", context, status=status or refusal.status)


def find_connection(text: str, kind: ConnectionKind) -> Connection | None:
    """Return the enabled connection of that kind whose key an address names."""
    try:
        key = UUID(hex=text)
    except ValueError:
        return None
    return Connection.objects.filter(id=key, kind=kind, is_enabled=True).first()


def _app(connection: Connection) -> SocialApp:
    """Return the connection as the sign-in package wants it; it is never saved."""
    key = connection.id.hex
    if connection.kind == ConnectionKind.OIDC:
        return SocialApp(
            provider="openid_connect",
            provider_id=key,
            name=connection.name,
            client_id=connection.client_id,
            secret=_secret(connection),
            settings={"server_url": connection.issuer.rstrip("/"), "oauth_pkce_enabled": True},
        )
    provider = {
        "entity_id": connection.issuer,
        "sso_url": connection.sign_in_url,
        "x509cert": connection.certificate,
    }
    settings = {
        "idp": provider,
        "advanced": {
            "want_assertion_signed": True,
            "want_attribute_statement": False,
            "allow_single_label_domains": True,  # our own address may be one inside a company
        },
    }
    return SocialApp(provider="saml", provider_id=key, name=connection.name, client_id=key, settings=settings)


def _secret(connection: Connection) -> str:
    """Return the client secret. Raises: ConnectionSecretUnreadable."""
    try:
        return unseal(connection.sealed_secret) if connection.sealed_secret else ""
    except SealBroken as error:
        raise ConnectionSecretUnreadable(connection=connection.name) from error


# --- OpenID Connect -------------------------------------------------------------------------------------------------------


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Believes a document of the issuer's own only, and an ID token only when its signature is right."""

    def get_provider(self) -> Any:
        """Return the connection as the sign-in package wants it; it is read once, so that asking the provider reads nothing."""
        if not hasattr(self, "_provider"):
            self._provider = super().get_provider()
        return self._provider

    def ask(self, code: str, state: dict[str, Any]) -> SocialLogin:
        """Return whom the provider means by a code, by its own answers alone: nothing here is read or written.

        Raises: OAuth2Error, RequestException, ProviderException, PermissionDenied.
        """
        app = self.get_provider().app
        client = self.get_client(self.request, app)
        answer = client.get_access_token(code, pkce_code_verifier=state.get("pkce_code_verifier"))
        self.did_fetch_access_token = True
        login: SocialLogin = self.complete_login(self.request, app, self.parse_token(answer), response=answer)
        login.state = state
        return login

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer", "").rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("the document names another issuer")
        if not config.keys() >= _ENDPOINTS:
            raise OAuth2Error("the document lacks an endpoint")
        return config

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        with get_connection_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            name = jwt.get_unverified_header(id_token).get("kid")
            key = next(key for key in keys if name in (None, key.key_id))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=_ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_CLOCKS_APART,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWTError, StopIteration) as error:
            raise OAuth2Error("the ID token proves nothing") from error
        return claims


def _read_tokens(connection: Connection, sociallogin: SocialLogin, said: dict[str, Any]) -> Claims:
    """Return the claims of an ID token that answers our own question. Raises: ConnectionRefused."""
    token, more = said.get("id_token") or {}, said.get("userinfo") or {}
    nonce = sociallogin.state.get("nonce") or ""
    if not nonce or not constant_time_compare(str(token.get("nonce", "")), nonce):
        raise ConnectionRefused
    if more and more.get("sub") != token.get("sub"):
        raise ConnectionRefused
    merged = {**token, **more}
    return Claims(
        subject=str(token["sub"]),
        email=str(merged.get("email") or "").strip().lower(),
        is_verified=merged.get("email_verified", True) in (True, "true"),
        name=str(merged.get("name") or ""),
        groups=merged.get(connection.group_claim) if connection.group_claim else (),
    )


# --- SAML -----------------------------------------------------------------------------------------------------------------


def _read_attributes(connection: Connection, sociallogin: SocialLogin, said: dict[str, Any]) -> Claims:
    """Return the claims of a signed assertion that answers a request of this browser. Raises: ConnectionRefused."""
    if not sociallogin.state:
        raise ConnectionRefused
    addresses = [address.email for address in sociallogin.email_addresses]
    mail = _first(said, _MAIL) or next(iter(addresses), "")
    return Claims(
        subject=sociallogin.account.uid,
        email=mail.strip().lower(),
        is_verified=True,
        name=_first(said, _NAME),
        groups=said.get(connection.group_claim, ()) if connection.group_claim else (),
    )


def _first(said: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(said[name][0]) for name in names if said.get(name)), "")
