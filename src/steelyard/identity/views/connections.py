"""Connections to identity providers: the list, one connection, making and changing it."""

from dataclasses import asdict
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import connections as commands
from steelyard.identity.connection_forms import NewConnectionForm, TermsForm
from steelyard.identity.models import Connection
from steelyard.identity.permissions import can_manage_connections, require
from steelyard.identity.queries import connections, directories
from steelyard.identity.terms import ConnectionKind
from steelyard.identity.views.directories import scim_address
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


def _crumbs(*lines: connections.ConnectionLine) -> list[tuple[str, str]]:
    here = [(line.name, reverse("identity:connection", args=[line.id])) for line in lines]
    return [(_("Connections"), reverse("identity:connections")), *here]


def _kind(text: str) -> ConnectionKind:
    if text not in set(ConnectionKind):
        raise NotFound
    return ConnectionKind(text)


def addresses_of(line: connections.ConnectionLine) -> dict[str, str]:
    """Return what the identity provider must be told about Steelyard."""
    key = line.key.hex
    if line.kind == ConnectionKind.OIDC:
        return {"redirect_uri": settings.BASE_URL + reverse("openid_connect_callback", args=[key])}
    return {
        "entity_id": settings.BASE_URL + reverse("saml_metadata", args=[key]),
        "acs_url": settings.BASE_URL + reverse("saml_acs", args=[key]),
    }


@sign_in_required
def show_connections(request: HttpRequest) -> HttpResponse:
    """Show every connection."""
    lines = connections.list_connections(asker(request))
    return render(request, "identity/connections.html", {"lines": lines})


@sign_in_required
def show_connection(request: HttpRequest, connection_id: str) -> HttpResponse:
    """Show one connection, with what the identity provider must be told."""
    actor = asker(request)
    line = connections.get_connection(actor, Connection.parse_id(connection_id))
    context = {
        "line": line,
        "addresses": addresses_of(line),
        "scim_address": scim_address(),
        "tokens": directories.list_scim_tokens(actor, line.key, now=utc_now()),
        "counts": directories.count_accounts(actor, line.key),
        "crumbs": _crumbs(),
    }
    return render(request, "identity/connection.html", context)


@sign_in_required
def new_connection(request: HttpRequest, protocol: str) -> HttpResponse:
    """Make a connection of the host, or of the partner named."""
    actor = asker(request)
    require(can_manage_connections(actor))
    named = request.GET.get("partner", "")
    partner_id: UUID | None = parse_public_id("partner", named) if named else None
    chosen = _kind(protocol)
    form = NewConnectionForm(request.POST or None, kind=chosen, is_host=partner_id is None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = commands.create_connection(
                actor=actor,
                kind=chosen,
                issuer=form.cleaned_data["issuer"],
                client_id=form.cleaned_data.get("client_id", ""),
                partner_id=partner_id,
                terms=form.terms(),
                now=utc_now(),
            )
            messages.success(request, _("Created. Now tell the identity provider these addresses."))
            return redirect("identity:connection", Connection(id=key).public_id)
    whose = directory.organization_name(partner_id) if partner_id else actor.organization
    return show_form(
        request,
        form,
        title=_("New connection"),
        about=_("People of {organization} sign in where their passwords are kept.").format(organization=whose),
        crumbs=_crumbs(),
        save=_("Create the connection"),
    )


@sign_in_required
def change_connection(request: HttpRequest, connection_id: str) -> HttpResponse:
    """Change what a connection does."""
    actor, key = asker(request), Connection.parse_id(connection_id)
    line = connections.get_connection(actor, key)
    form = TermsForm(
        request.POST or None,
        kind=line.kind,
        is_host=line.partner_id is None,
        initial=TermsForm.initial_of(asdict(line)),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_connection(actor=actor, connection_id=key, terms=form.terms(), now=utc_now())
            messages.success(request, _("Saved. It holds from the next sign-in on."))
            return redirect("identity:connection", connection_id)
    return show_form(request, form, title=_("Change the connection"), crumbs=_crumbs(line))


@sign_in_required
def delete_connection(request: HttpRequest, connection_id: str) -> HttpResponse:
    """Ask whether to delete a connection, and on POST do it."""
    actor, key = asker(request), Connection.parse_id(connection_id)
    line = connections.get_connection(actor, key)
    if request.method == "POST":
        commands.delete_connection(actor=actor, connection_id=key, now=utc_now())
        messages.success(request, _("Deleted."))
        return redirect("identity:connections")
    return show_form(
        request,
        forms.Form(),
        title=_("Delete the connection?"),
        about=_("Nobody signs in through it any more. Its people stay, and need a password or a code by mail."),
        crumbs=_crumbs(line),
        save=_("Delete"),
    )
