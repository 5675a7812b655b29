"""Invitations over the API."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.identity.api.asking import PartnerId, organization_meant
from steelyard.identity.commands import invitations as invitation_commands
from steelyard.identity.models import Invitation
from steelyard.identity.queries import access
from steelyard.identity.schemas.invitations import InvitationIn, InvitationOut
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get("/invitations", response=PageSchema[InvitationOut], summary="List invitations")
def list_invitations(
    request: HttpRequest,
    partner: PartnerId = "",
    open_only: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
) -> PageSchema[InvitationOut]:
    """Return who was invited to the organization, newest first."""
    actor = asker(request)
    found = access.list_invitations(
        actor,
        organization_meant(actor, partner),
        PageRequest(number=page, size=page_size, cursor=cursor),
        now=utc_now(),
        open_only=open_only,
    )
    return PageSchema[InvitationOut].of(found.map(InvitationOut.of))


@router.post("/invitations", response={201: InvitationOut}, summary="Invite somebody")
def invite_person(request: HttpRequest, body: InvitationIn) -> Status[InvitationOut]:
    """Invite somebody by mail to join the organization."""
    actor = asker(request)
    asked = body.model_dump(exclude={"partner_id"})
    key = invitation_commands.invite_person(
        actor=actor, partner_id=organization_meant(actor, body.partner_id), now=utc_now(), **asked
    )
    return Status(201, InvitationOut.of(access.get_invitation(actor, key, now=utc_now())))


@router.get("/invitations/{invitation_id}", response=InvitationOut, summary="Show an invitation")
def get_invitation(request: HttpRequest, invitation_id: str) -> InvitationOut:
    """Return one invitation."""
    return InvitationOut.of(access.get_invitation(asker(request), Invitation.parse_id(invitation_id), now=utc_now()))


@router.post("/invitations/{invitation_id}/sending", response=InvitationOut, summary="Send an invitation again")
def resend_invitation(request: HttpRequest, invitation_id: str) -> InvitationOut:
    """Send the invitation again with a new link; the old one stops working."""
    key = Invitation.parse_id(invitation_id)
    invitation_commands.resend_invitation(actor=asker(request), invitation_id=key, now=utc_now())
    return InvitationOut.of(access.get_invitation(asker(request), key, now=utc_now()))


@router.post("/invitations/{invitation_id}/revocation", response=InvitationOut, summary="Revoke an invitation")
def revoke_invitation(request: HttpRequest, invitation_id: str) -> InvitationOut:
    """Take the invitation back; its link stops working."""
    key = Invitation.parse_id(invitation_id)
    invitation_commands.revoke_invitation(actor=asker(request), invitation_id=key, now=utc_now())
    return InvitationOut.of(access.get_invitation(asker(request), key, now=utc_now()))
