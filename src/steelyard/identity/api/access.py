"""How members prove who they are, over the API: what is asked for, what they have, what is reset."""

from dataclasses import asdict

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.identity.commands import second_factor as factor_commands
from steelyard.identity.models import Membership
from steelyard.identity.queries import security
from steelyard.identity.schemas.access import AccessPolicyIn, AccessPolicyOut, MemberAccessOut
from steelyard.identity.schemas.account import SecondFactorOut, SessionOut, SessionsEndedOut
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/access-policy", response=AccessPolicyOut, summary="Show the access policy")
def get_access_policy(request: HttpRequest) -> AccessPolicyOut:
    """Return which roles of one's organization need a second factor."""
    actor = asker(request)
    asked = security.get_asked(actor, actor.partner_id)
    return AccessPolicyOut(second_factor_roles=asked.ordered_own, second_factor_roles_by_host=asked.ordered_by_host)


@router.put("/access-policy", response=AccessPolicyOut, summary="Change the access policy")
def change_access_policy(request: HttpRequest, body: AccessPolicyIn) -> AccessPolicyOut:
    """Ask exactly these roles for a second factor. Whoever has none can do nothing else from the next request on."""
    actor = asker(request)
    factor_commands.require_second_factor(
        actor=actor, partner_id=actor.partner_id, roles=body.second_factor_roles, now=utc_now()
    )
    return get_access_policy(request)


@router.get("/memberships/{membership_id}/access", response=MemberAccessOut, summary="Show a member's access")
def get_member_access(request: HttpRequest, membership_id: str) -> MemberAccessOut:
    """Return how a member proves who they are, and where they are signed in."""
    found = security.get_member_access(asker(request), Membership.parse_id(membership_id), now=utc_now())
    return MemberAccessOut(
        second_factors=[SecondFactorOut.of(factor) for factor in found.factors],
        sessions=[SessionOut(**asdict(line)) for line in found.sessions],
    )


@router.delete(
    "/memberships/{membership_id}/second-factors", response={204: None}, summary="Reset a member's second factor"
)
def reset_second_factor(request: HttpRequest, membership_id: str) -> Status[None]:
    """Remove the second factors of a member who has lost them, and end the member's sessions."""
    factor_commands.reset_second_factor(
        actor=asker(request), membership_id=Membership.parse_id(membership_id), now=utc_now()
    )
    return Status(204, None)


@router.delete("/memberships/{membership_id}/sessions", response=SessionsEndedOut, summary="End a member's sessions")
def end_member_sessions(request: HttpRequest, membership_id: str) -> SessionsEndedOut:
    """Sign a member out everywhere; it holds from the member's next request."""
    ended = factor_commands.end_member_sessions(
        actor=asker(request), membership_id=Membership.parse_id(membership_id), now=utc_now()
    )
    return SessionsEndedOut(ended=ended)
