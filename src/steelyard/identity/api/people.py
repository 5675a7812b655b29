"""People and their memberships over the API."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.identity.api.asking import PartnerId, organization_meant
from steelyard.identity.commands import people as people_commands
from steelyard.identity.models import Membership
from steelyard.identity.queries import people
from steelyard.identity.schemas.people import MemberOut, RolesIn
from steelyard.kernel.actors import Role
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()

Search = Annotated[str, Field(max_length=200, description="Part of the name or the mail address.")]


@router.get("/people", response=PageSchema[MemberOut], summary="List people")
def list_people(
    request: HttpRequest,
    partner: PartnerId = "",
    q: Search = "",
    role: Role | None = None,
    state: Literal["active", "ended", "all"] = "active",
    sort: Literal["name", "-name", "since", "-since"] = "name",
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[MemberOut]:
    """Return the people of the organization, each with the newest membership there."""
    actor = asker(request)
    wanted = people.MemberFilter(
        text=_searchable(q), role=role, is_active={"active": True, "ended": False, "all": None}[state]
    )
    found = people.list_members(
        actor,
        organization_meant(actor, partner),
        wanted,
        PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since),
    )
    return PageSchema[MemberOut].of(found.map(MemberOut.of))


@router.get("/memberships/{membership_id}", response=MemberOut, summary="Show a membership")
def get_membership(request: HttpRequest, membership_id: str) -> MemberOut:
    """Return one person's membership."""
    return MemberOut.of(people.get_member(asker(request), Membership.parse_id(membership_id)))


@router.put("/memberships/{membership_id}/roles", response=MemberOut, summary="Change roles")
def change_roles(request: HttpRequest, membership_id: str, body: RolesIn) -> MemberOut:
    """Give the member exactly these roles; it holds from the member's next request."""
    key = Membership.parse_id(membership_id)
    people_commands.change_roles(actor=asker(request), membership_id=key, roles=body.roles, now=utc_now())
    return MemberOut.of(people.get_member(asker(request), key))


@router.post("/memberships/{membership_id}/deactivation", response=MemberOut, summary="Deactivate a member")
def deactivate_membership(request: HttpRequest, membership_id: str) -> MemberOut:
    """End the membership with its keys; without another one the person's sessions end too."""
    key = Membership.parse_id(membership_id)
    people_commands.deactivate_member(actor=asker(request), membership_id=key, now=utc_now())
    return MemberOut.of(people.get_member(asker(request), key))


@router.post("/memberships/{membership_id}/reactivation", response={201: MemberOut}, summary="Reactivate a member")
def reactivate_membership(request: HttpRequest, membership_id: str) -> Status[MemberOut]:
    """Open a new membership with the roles of the ended one."""
    opened = people_commands.reactivate_member(
        actor=asker(request), membership_id=Membership.parse_id(membership_id), now=utc_now()
    )
    return Status(201, MemberOut.of(people.get_member(asker(request), opened)))


@router.post("/memberships/{membership_id}/mail-retry", response=MemberOut, summary="Let mails go to a member again")
def try_mail_again(request: HttpRequest, membership_id: str) -> MemberOut:
    """Forget that the mailbox of the member refused mails; where it still does, the next mail says so."""
    key = Membership.parse_id(membership_id)
    people_commands.try_mail_again(actor=asker(request), membership_id=key, now=utc_now())
    return MemberOut.of(people.get_member(asker(request), key))


def _searchable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()
