"""People of an organization: the list, one member, invitations."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import invitations as invitation_commands
from steelyard.identity.commands import people as commands
from steelyard.identity.filters import members_wanted, organization_asked_for
from steelyard.identity.forms import InviteForm, RolesForm
from steelyard.identity.models import Invitation, Membership
from steelyard.identity.permissions import can_manage_people, require
from steelyard.identity.queries import access, people
from steelyard.identity.terms import role_cards
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.form_refusals import refusals_shown_in


def _organization(request: HttpRequest) -> UUID | None:
    return organization_asked_for(asker(request), request.GET.get("partner", ""))


def _frame(actor: Actor, partner_id: UUID | None) -> dict[str, object]:
    """Return what every page about an organization's people shows around itself."""
    is_foreign = partner_id is not None and not actor.is_partner
    return {
        "organization": directory.organization_name(partner_id) if partner_id and is_foreign else actor.organization,
        "partner": public_id("partner", partner_id) if partner_id and is_foreign else "",
        "may_manage": can_manage_people(actor, partner_id),
    }


@sign_in_required
def show_people(request: HttpRequest) -> HttpResponse:
    """Show the people of one's own organization, or for the host of the partner named."""
    actor = asker(request)
    partner_id = _organization(request)
    wanted = members_wanted(request.GET)
    page = people.list_members(actor, partner_id, wanted, page_from(request.GET))
    context = {
        **_frame(actor, partner_id),
        "page": page,
        "wanted": wanted,
        "state": request.GET.get("state", "active"),
        "role_cards": role_cards(is_host=partner_id is None),
        "me": actor.person_id,
    }
    return render(request, "identity/people.html", context)


@sign_in_required
def show_member(request: HttpRequest, member_id: str) -> HttpResponse:
    """Show one member, with the form that changes the roles for those who may."""
    return _render_member(request, Membership.parse_id(member_id))


@sign_in_required
@require_POST
def change_roles(request: HttpRequest, member_id: str) -> HttpResponse:
    """Give the member the ticked roles."""
    membership_id = Membership.parse_id(member_id)
    member = people.get_member(asker(request), membership_id)
    form = RolesForm(request.POST, is_host=member.partner_id is None)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.change_roles(
                actor=asker(request),
                membership_id=membership_id,
                roles=form.cleaned_data["roles"],
                now=utc_now(),
            )
            messages.success(request, _("The roles hold from now on."))
            return redirect("identity:member", member_id)
    return _render_member(request, membership_id, form)


@sign_in_required
@require_POST
def deactivate(request: HttpRequest, member_id: str) -> HttpResponse:
    """End the membership, with sessions and keys."""
    commands.deactivate_member(
        actor=asker(request),
        membership_id=Membership.parse_id(member_id),
        now=utc_now(),
    )
    messages.success(request, _("Deactivated. Sessions and API keys have ended."))
    return redirect("identity:member", member_id)


@sign_in_required
@require_POST
def reactivate(request: HttpRequest, member_id: str) -> HttpResponse:
    """Open a new membership with the same roles."""
    opened = commands.reactivate_member(
        actor=asker(request),
        membership_id=Membership.parse_id(member_id),
        now=utc_now(),
    )
    messages.success(request, _("Active again. API keys from before stay revoked."))
    return redirect("identity:member", public_id(Membership.PREFIX, opened))


@sign_in_required
@require_POST
def try_mail_again(request: HttpRequest, member_id: str) -> HttpResponse:
    """Let mails go to the member again."""
    commands.try_mail_again(actor=asker(request), membership_id=Membership.parse_id(member_id), now=utc_now())
    messages.success(request, _("Mails go there again. If they still come back, it will say so here."))
    return redirect("identity:member", member_id)


def _render_member(request: HttpRequest, membership_id: UUID, form: RolesForm | None = None) -> HttpResponse:
    actor = asker(request)
    member = people.get_member(actor, membership_id)
    context = {
        **_frame(actor, member.partner_id),
        "member": member,
        "form": form or RolesForm(initial={"roles": list(member.roles)}, is_host=member.partner_id is None),
    }
    return render(request, "identity/member.html", context, status=422 if form is not None else 200)


# --- Invitations ------------------------------------------------------------------------------------------------------


@sign_in_required
def show_invitations(request: HttpRequest) -> HttpResponse:
    """Show who was invited, and what became of it."""
    actor = asker(request)
    partner_id = _organization(request)
    page = access.list_invitations(actor, partner_id, page_from(request.GET), now=utc_now())
    return render(request, "identity/invitations.html", {**_frame(actor, partner_id), "page": page})


@sign_in_required
def invite(request: HttpRequest) -> HttpResponse:
    """Ask for an address and roles, and send the invitation."""
    actor = asker(request)
    partner_id = _organization(request)
    require(can_manage_people(actor, partner_id))
    is_host = partner_id is None
    form = InviteForm(request.POST or None, is_host=is_host, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            invitation_commands.invite_person(actor=actor, partner_id=partner_id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Invited. The mail is on its way to {email}.").format(**form.cleaned_data))
            return redirect(_with_partner(request, "identity:invitations"))
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/invite.html", {**_frame(actor, partner_id), "form": form}, status=status)


@sign_in_required
@require_POST
def resend(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Send the invitation again; the old link stops working."""
    invitation_commands.resend_invitation(
        actor=asker(request),
        invitation_id=Invitation.parse_id(invitation_id),
        now=utc_now(),
    )
    messages.success(request, _("Sent again. Only the newest link works."))
    return redirect(_with_partner(request, "identity:invitations"))


@sign_in_required
@require_POST
def revoke(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Take the invitation back."""
    invitation_commands.revoke_invitation(
        actor=asker(request),
        invitation_id=Invitation.parse_id(invitation_id),
        now=utc_now(),
    )
    messages.success(request, _("Revoked. The link no longer works."))
    return redirect(_with_partner(request, "identity:invitations"))


def _with_partner(request: HttpRequest, name: str) -> str:
    partner = request.GET.get("partner", "")
    return reverse(name) + (f"?partner={partner}" if partner.replace("_", "").isalnum() else "")
