"""What a connection's directory keeps over SCIM: its tokens and its accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import scim_tokens as commands
from steelyard.identity.connection_forms import ScimTokenForm
from steelyard.identity.models import Connection, ScimToken
from steelyard.identity.queries import connections, directories
from steelyard.identity.terms import SCIM_PATH, Standing
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


def scim_address() -> str:
    """Return the address that a directory must be told."""
    return settings.BASE_URL + SCIM_PATH


def _crumbs(line: connections.ConnectionLine) -> list[tuple[str, str]]:
    return [
        (_("Connections"), reverse("identity:connections")),
        (line.name, reverse("identity:connection", args=[line.id])),
    ]


def _connection(request: HttpRequest, connection_id: str) -> connections.ConnectionLine:
    return connections.get_connection(asker(request), Connection.parse_id(connection_id))


@sign_in_required
@never_cache
def new_token(request: HttpRequest, connection_id: str) -> HttpResponse:
    """Make a token for a connection's directory and show it, this once."""
    line = _connection(request, connection_id)
    form = ScimTokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            _token_id, secret = commands.create_scim_token(
                actor=asker(request),
                connection_id=line.key,
                name=form.cleaned_data["name"],
                expires_in_days=form.cleaned_data["expires_in_days"],
                now=utc_now(),
            )
            context: dict[str, Any] = {
                "name": form.cleaned_data["name"],
                "secret": secret,
                "address": scim_address(),
                "line": line,
            }
            return render(request, "identity/scim_token_created.html", context)
    return show_form(
        request,
        form,
        title=_("New token"),
        about=_("With it the directory creates, changes and switches off the people of {organization}.").format(
            organization=line.organization or settings.HOST_NAME
        ),
        crumbs=_crumbs(line),
        save=_("Create the token"),
    )


@sign_in_required
def revoke_token(request: HttpRequest, connection_id: str, token_id: str) -> HttpResponse:
    """Ask whether to revoke a token, and on POST do it."""
    line, key = _connection(request, connection_id), ScimToken.parse_id(token_id)
    token = directories.get_scim_token(asker(request), key, now=utc_now())
    if request.method == "POST":
        commands.revoke_scim_token(actor=asker(request), token_id=key, now=utc_now())
        messages.success(request, _("Revoked. The directory is refused from its next request on."))
        return redirect("identity:connection", connection_id)
    return show_form(
        request,
        forms.Form(),
        title=_("Revoke {name}?").format(name=token.name),
        about=_(
            "The directory that shows it is refused from its next request on. Its people stay. This cannot be taken back."
        ),
        crumbs=_crumbs(line),
        save=_("Revoke"),
    )


@sign_in_required
def show_accounts(request: HttpRequest, connection_id: str) -> HttpResponse:
    """Show the accounts that the directory keeps, and why each has access or has none."""
    line = _connection(request, connection_id)
    asked = request.GET.get("standing", "")
    standing = Standing(asked) if asked in set(Standing) else None
    page = directories.list_accounts(asker(request), line.key, page_from(request.GET), standing=standing)
    context = {
        "line": line,
        "page": page,
        "standing": standing,
        "standings": list(Standing),
        "crumbs": _crumbs(line),
    }
    return render(request, "identity/accounts.html", context)
