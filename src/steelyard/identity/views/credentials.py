"""Pages of what programs show to act in somebody's name, API keys and OAuth clients: both are listed, made and revoked alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from steelyard.identity import permissions
from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands.clients import create_oauth_client, revoke_oauth_client
from steelyard.identity.commands.keys import create_api_key, revoke_api_key
from steelyard.identity.forms import KeyForm
from steelyard.identity.models import ApiKey, OAuthClient
from steelyard.identity.queries.access import KeyLine, get_key, list_keys
from steelyard.identity.queries.clients import get_oauth_client, list_oauth_clients
from steelyard.identity.terms import TOKEN_LASTS
from steelyard.platform.clock import utc_now
from steelyard.platform.features import is_open, require_open
from steelyard.platform.http.asking import asker
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of credential: its words, its addresses, and what lists and makes it."""

    key: str
    one: str
    """How addresses call one of them."""
    title: Text
    about: Text
    column: Text
    new: Text
    new_title: Text
    create: Text
    none_yet: Text
    when_none: Text
    before_revoking: Text
    revoked: Text
    has_public_id: bool
    """Whether its owner knows it by an id, or by the first letters of its secret."""
    find_all: Callable[..., list[KeyLine]]
    get: Callable[..., KeyLine]
    make: Callable[..., tuple[UUID, str]]

    @property
    def url(self) -> str:
        return reverse(f"identity:{self.key}")

    @property
    def new_url(self) -> str:
        return reverse(f"identity:{self.one}-new")


KEYS = Kind(
    key="keys",
    one="key",
    title=gettext_lazy("API keys"),
    about=gettext_lazy("A key lets a program act in your name, within its scopes and your roles."),
    column=gettext_lazy("Key"),
    new=gettext_lazy("New key"),
    new_title=gettext_lazy("New API key"),
    create=gettext_lazy("Create the key"),
    none_yet=gettext_lazy("No API keys yet"),
    when_none=gettext_lazy(
        "Make one for every program that shall work with Steelyard, so that each can be revoked alone."
    ),
    before_revoking=gettext_lazy(
        "Programs that use it are refused from their next request on. This cannot be taken back."
    ),
    revoked=gettext_lazy("Revoked. Programs that use the key are refused from now on."),
    has_public_id=False,
    find_all=list_keys,
    get=get_key,
    make=create_api_key,
)
CLIENTS = Kind(
    key="clients",
    one="client",
    title=gettext_lazy("OAuth clients"),
    about=gettext_lazy(
        "A client gets access tokens for an hour by OAuth 2, to act in your name within its scopes and your roles."
    ),
    column=gettext_lazy("Client"),
    new=gettext_lazy("New client"),
    new_title=gettext_lazy("New OAuth client"),
    create=gettext_lazy("Create the client"),
    none_yet=gettext_lazy("No OAuth clients yet"),
    when_none=gettext_lazy("Make one for every program that speaks OAuth 2; for others an API key is simpler."),
    before_revoking=gettext_lazy(
        "It gets no more tokens, and programs that use one are refused from their next request on."
        " This cannot be taken back."
    ),
    revoked=gettext_lazy("Revoked. The client gets no more tokens, and those that it has are refused from now on."),
    has_public_id=True,
    find_all=list_oauth_clients,
    get=get_oauth_client,
    make=create_oauth_client,
)
KINDS = {kind.key: kind for kind in (KEYS, CLIENTS)}


@sign_in_required
def show_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one's own of the kind; an administrator sees those of the whole organization on request."""
    actor = asker(request)
    may_see_all = permissions.can_manage_people(actor, actor.partner_id)
    shows_all = may_see_all and request.GET.get("of") == "everybody"
    lines = KINDS[kind].find_all(actor, now=utc_now(), of_organization=shows_all)
    context = {
        "kind": KINDS[kind],
        "lines": lines,
        "may_see_all": may_see_all,
        "shows_all": shows_all,
        "may_make": is_open(permissions.KEYS, actor),
    }
    return render(request, "identity/credentials.html", context)


@sign_in_required
@never_cache
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Make one of the kind and show its secret, this once."""
    require_open(permissions.KEYS, asker(request))
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            id_, secret = KINDS[kind].make(
                actor=asker(request),
                membership_id=request.membership.id,  # type: ignore[attr-defined]
                name=form.cleaned_data["name"],
                scopes=form.granted,
                expires_in_days=form.cleaned_data["expires_in_days"],
                now=utc_now(),
            )
            context: dict[str, Any] = {
                "name": form.cleaned_data["name"],
                "secret": secret,
                "client_id": OAuthClient(id=id_).public_id,
                "api": request.build_absolute_uri("/api/v1/me"),
                "token_url": request.build_absolute_uri("/api/oauth/token"),
                "minutes": TOKEN_LASTS.total_seconds() // 60,
            }
            return render(request, f"identity/{KINDS[kind].one}_created.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/credential_new.html", {"form": form, "kind": KINDS[kind]}, status=status)


@sign_in_required
def revoke_key(request: HttpRequest, key_id: str) -> HttpResponse:
    """Ask whether to revoke an API key, and on POST do it."""
    key = ApiKey.parse_id(key_id)
    return _revoke(request, KEYS, key, partial(revoke_api_key, key_id=key))


@sign_in_required
def revoke_client(request: HttpRequest, client_id: str) -> HttpResponse:
    """Ask whether to revoke an OAuth client, and on POST do it."""
    key = OAuthClient.parse_id(client_id)
    return _revoke(request, CLIENTS, key, partial(revoke_oauth_client, client_id=key))


def _revoke(request: HttpRequest, kind: Kind, key: UUID, do: Callable[..., None]) -> HttpResponse:
    actor = asker(request)
    if request.method == "POST":
        do(actor=actor, now=utc_now())
        messages.success(request, str(kind.revoked))
        return redirect(kind.url)
    line = kind.get(actor, key, now=utc_now())
    return show_form(
        request,
        forms.Form(),
        title=_("Revoke {name}?").format(name=line.name),
        about=kind.before_revoking,
        crumbs=[(kind.title, kind.url)],
        save=_("Revoke"),
    )
