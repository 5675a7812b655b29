"""How one proves who one is, and what an organization asks of its people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import second_factor as commands
from steelyard.identity.forms import SecondFactorRolesForm
from steelyard.identity.models import Membership, Person, Session
from steelyard.identity.permissions import can_decide_access
from steelyard.identity.queries import security
from steelyard.identity.terms import role_label
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
def show_security(request: HttpRequest) -> HttpResponse:
    """Show the ways in which one proves who one is."""
    person: Person = request.membership.person  # type: ignore[attr-defined]
    factors = security.list_factors(person.id)
    context = {
        "app": next((factor for factor in factors if factor.kind == "totp"), None),
        "passkeys": [factor for factor in factors if factor.kind == "webauthn"],
        "codes": next((factor for factor in factors if factor.kind == "recovery_codes"), None),
        "has_password": person.has_usable_password(),
    }
    return render(request, "identity/security.html", context)


@sign_in_required
def decide_access(request: HttpRequest) -> HttpResponse:
    """Show and change which roles of one's organization need a second factor."""
    actor = asker(request)
    partner_id: UUID | None = actor.partner_id
    asked = security.get_asked(actor, partner_id)
    form = SecondFactorRolesForm(request.POST or None, is_host=partner_id is None, initial={"roles": asked.ordered_own})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.require_second_factor(
                actor=actor, partner_id=partner_id, roles=form.cleaned_data["roles"], now=utc_now()
            )
            messages.success(request, _("Saved. It holds from everybody's next request on."))
            return redirect("identity:access")
    context = {
        "form": form,
        "may_manage": can_decide_access(actor, partner_id),
        "by_host": [_(role_label(role)) for role in asked.ordered_by_host] if actor.is_partner else [],
        "organization": actor.organization,
    }
    return render(request, "identity/access.html", context, status=422 if form.errors else 200)


# --- Helping a member -------------------------------------------------------------------------------------------------


@sign_in_required
def show_member_access(request: HttpRequest, member_id: str) -> HttpResponse:
    """Show how a member proves who they are, and where they are signed in."""
    actor, key = asker(request), Membership.parse_id(member_id)
    membership = security.get_account(actor, key)
    context = {
        "member_id": member_id,
        "name": membership.person.name,
        "access": security.get_member_access(actor, key, now=utc_now()),
        "crumbs": [
            (_("People"), reverse("identity:people")),
            (membership.person.name, reverse("identity:member", args=[member_id])),
        ],
    }
    return render(request, "identity/member_access.html", context)


@sign_in_required
@require_POST
def reset_second_factor(request: HttpRequest, member_id: str) -> HttpResponse:
    """Remove the second factors of somebody who has lost them."""
    commands.reset_second_factor(actor=asker(request), membership_id=Membership.parse_id(member_id), now=utc_now())
    messages.success(request, _("Reset. At the next sign-in they can set up a new one."))
    return redirect("identity:member-access", member_id)


@sign_in_required
@require_POST
def end_member_session(request: HttpRequest, member_id: str, session_id: str) -> HttpResponse:
    """Sign a member out of one browser."""
    return _end(request, member_id, Session.parse_id(session_id))


@sign_in_required
@require_POST
def end_member_sessions(request: HttpRequest, member_id: str) -> HttpResponse:
    """Sign a member out everywhere."""
    return _end(request, member_id, None)


def _end(request: HttpRequest, member_id: str, session_id: UUID | None) -> HttpResponse:
    count = commands.end_member_sessions(
        actor=asker(request), membership_id=Membership.parse_id(member_id), session_id=session_id, now=utc_now()
    )
    said = ngettext("{count} session has ended.", "{count} sessions have ended.", count)
    messages.success(request, said.format(count=count))
    return redirect("identity:member-access", member_id)
