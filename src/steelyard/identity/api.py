"""People, memberships, invitations, sessions and keys over the API."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from steelyard.identity.commands import account as account_commands
from steelyard.identity.commands import clients as client_commands
from steelyard.identity.commands import connections as connection_commands
from steelyard.identity.commands import invitations as invitation_commands
from steelyard.identity.commands import keys as key_commands
from steelyard.identity.commands import people as people_commands
from steelyard.identity.commands import reviews as review_commands
from steelyard.identity.commands import scim_tokens as token_commands
from steelyard.identity.commands import second_factor as factor_commands
from steelyard.identity.models import (
    AccessReview,
    ApiKey,
    Connection,
    Invitation,
    Membership,
    OAuthClient,
    Person,
    ReviewItem,
    ScimToken,
    Session,
)
from steelyard.identity.personal_data_api import router as personal_data_router
from steelyard.identity.queries import access, clients, connections, directories, people, reviews, security
from steelyard.identity.schemas import (
    AccessPolicyIn,
    AccessPolicyOut,
    AccessReviewIn,
    AccessReviewOut,
    AccountOut,
    ApiKeyCreatedOut,
    ApiKeyIn,
    ApiKeyOut,
    ConnectionIn,
    ConnectionOut,
    ConnectionTermsIn,
    InvitationIn,
    InvitationOut,
    MemberAccessOut,
    MemberOut,
    MeOut,
    MyProfileIn,
    OAuthClientCreatedOut,
    OAuthClientIn,
    OAuthClientOut,
    ReviewDecisionIn,
    ReviewItemOut,
    RolesIn,
    ScimTokenCreatedOut,
    ScimTokenIn,
    ScimTokenOut,
    SeatOut,
    SecondFactorOut,
    SessionOut,
    SessionsEndedOut,
)
from steelyard.identity.terms import SCIM_PATH, ReviewOutcome, Standing, in_order
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.pages import MAX_PAGE_SIZE, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import organization_name
from steelyard.platform.http.schemas import PROBLEMS, Cursor, PageSchema, UpdatedSince

router = Router(tags=["People and access"])
router.add_router("", personal_data_router)

PartnerId = Annotated[
    str, Field(description="The partner whose people are meant; the host's own without it. Partners leave it out.")
]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]
PageSize = Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)]
Search = Annotated[str, Field(max_length=200, description="Part of the name or the mail address.")]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _organization(actor: Actor, partner: str | None) -> UUID | None:
    """Return the organization meant; a partner that names another one than itself finds nothing."""
    named = parse_public_id("partner", partner) if partner else None
    if actor.is_partner:
        if named not in (None, actor.partner_id):
            raise NotFound
        return actor.partner_id
    return named


# --- Oneself ------------------------------------------------------------------------------------------------------------


@router.get("/me", response={200: MeOut, **PROBLEMS}, summary="Show who I am")
def get_me(request: HttpRequest) -> MeOut:
    """Return who is asking, for which organization, in which roles and with which scopes."""
    actor = _actor(request)
    person: Person = request.membership.person  # type: ignore[attr-defined]
    return MeOut(
        person_id=person.public_id,
        name=person.name,
        email=person.email,
        title=person.title,
        phone=person.phone,
        language=person.language,
        time_zone=person.time_zone,
        kind="host" if actor.is_host else "partner",
        partner_id=_partner(actor.partner_id),
        organization=actor.organization or (organization_name(actor.partner_id) if actor.partner_id else ""),
        roles=in_order(actor.roles),
        scopes=None if actor.scopes is None else sorted(actor.scopes),
        memberships=[
            SeatOut(
                membership_id=seat.id,
                partner_id=_partner(seat.partner_id),
                organization=seat.organization,
                roles=list(seat.roles),
                is_current=seat.partner_id == actor.partner_id,
            )
            for seat in people.list_seats(person.id)
        ],
    )


@router.put("/me", response={200: MeOut, **PROBLEMS}, summary="Change my profile")
def change_me(request: HttpRequest, body: MyProfileIn) -> MeOut:
    """Change what the person who asks says about themselves."""
    account_commands.change_profile(actor=_actor(request), now=utc_now(), **body.model_dump())
    request.membership.person.refresh_from_db()  # type: ignore[attr-defined]
    return get_me(request)


@router.get("/sessions", response={200: list[SessionOut], **PROBLEMS}, summary="List my sessions")
def list_sessions(request: HttpRequest) -> list[SessionOut]:
    """Return the browsers in which the person who asks is signed in."""
    found = access.list_sessions(_actor(request), current_key=_session_key(request), now=utc_now())
    return [SessionOut(**asdict(line)) for line in found]


@router.delete("/sessions", response={200: SessionsEndedOut, **PROBLEMS}, summary="End my other sessions")
def end_other_sessions(request: HttpRequest) -> SessionsEndedOut:
    """End every session of the person who asks, except the one that asks."""
    ended = account_commands.end_other_sessions(actor=_actor(request), current_key=_session_key(request), now=utc_now())
    return SessionsEndedOut(ended=ended)


@router.delete("/sessions/{session_id}", response={204: None, **PROBLEMS}, summary="End a session of mine")
def end_session(request: HttpRequest, session_id: str) -> Status[None]:
    """End one session of the person who asks."""
    account_commands.end_session(actor=_actor(request), session_id=Session.parse_id(session_id), now=utc_now())
    return Status(204, None)


@router.get("/second-factors", response={200: list[SecondFactorOut], **PROBLEMS}, summary="List my second factors")
def list_second_factors(request: HttpRequest) -> list[SecondFactorOut]:
    """Return the ways in which the person who asks proves a second time who they are; the pages set them up."""
    person_id = _actor(request).person_id
    return [_factor(factor) for factor in security.list_factors(person_id)] if person_id else []


# --- People -------------------------------------------------------------------------------------------------------------


@router.get("/people", response={200: PageSchema[MemberOut], **PROBLEMS}, summary="List people")
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
    actor = _actor(request)
    wanted = people.MemberFilter(
        text=_searchable(q), role=role, is_active={"active": True, "ended": False, "all": None}[state]
    )
    found = people.list_members(
        actor,
        _organization(actor, partner),
        wanted,
        PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since),
    )
    return PageSchema[MemberOut](
        items=[MemberOut.of(member) for member in found.items], total=found.total, next_cursor=found.next_cursor
    )


@router.get("/memberships/{membership_id}", response={200: MemberOut, **PROBLEMS}, summary="Show a membership")
def get_membership(request: HttpRequest, membership_id: str) -> MemberOut:
    """Return one person's membership."""
    return MemberOut.of(people.get_member(_actor(request), Membership.parse_id(membership_id)))


@router.put("/memberships/{membership_id}/roles", response={200: MemberOut, **PROBLEMS}, summary="Change roles")
def change_roles(request: HttpRequest, membership_id: str, body: RolesIn) -> MemberOut:
    """Give the member exactly these roles; it holds from the member's next request."""
    key = Membership.parse_id(membership_id)
    people_commands.change_roles(actor=_actor(request), membership_id=key, roles=body.roles, now=utc_now())
    return MemberOut.of(people.get_member(_actor(request), key))


@router.post(
    "/memberships/{membership_id}/deactivation", response={200: MemberOut, **PROBLEMS}, summary="Deactivate a member"
)
def deactivate_membership(request: HttpRequest, membership_id: str) -> MemberOut:
    """End the membership with its keys; without another one the person's sessions end too."""
    key = Membership.parse_id(membership_id)
    people_commands.deactivate_member(actor=_actor(request), membership_id=key, now=utc_now())
    return MemberOut.of(people.get_member(_actor(request), key))


@router.post(
    "/memberships/{membership_id}/reactivation", response={201: MemberOut, **PROBLEMS}, summary="Reactivate a member"
)
def reactivate_membership(request: HttpRequest, membership_id: str) -> Status[MemberOut]:
    """Open a new membership with the roles of the ended one."""
    opened = people_commands.reactivate_member(
        actor=_actor(request), membership_id=Membership.parse_id(membership_id), now=utc_now()
    )
    return Status(201, MemberOut.of(people.get_member(_actor(request), opened)))


# --- Access of people ---------------------------------------------------------------------------------------------------


@router.get("/access-policy", response={200: AccessPolicyOut, **PROBLEMS}, summary="Show the access policy")
def get_access_policy(request: HttpRequest) -> AccessPolicyOut:
    """Return which roles of one's organization need a second factor."""
    actor = _actor(request)
    asked = security.get_asked(actor, actor.partner_id)
    return AccessPolicyOut(second_factor_roles=asked.ordered_own, second_factor_roles_by_host=asked.ordered_by_host)


@router.put("/access-policy", response={200: AccessPolicyOut, **PROBLEMS}, summary="Change the access policy")
def change_access_policy(request: HttpRequest, body: AccessPolicyIn) -> AccessPolicyOut:
    """Ask exactly these roles for a second factor. Whoever has none can do nothing else from the next request on."""
    actor = _actor(request)
    factor_commands.require_second_factor(
        actor=actor, partner_id=actor.partner_id, roles=body.second_factor_roles, now=utc_now()
    )
    return get_access_policy(request)


@router.get(
    "/memberships/{membership_id}/access", response={200: MemberAccessOut, **PROBLEMS}, summary="Show a member's access"
)
def get_member_access(request: HttpRequest, membership_id: str) -> MemberAccessOut:
    """Return how a member proves who they are, and where they are signed in."""
    found = security.get_member_access(_actor(request), Membership.parse_id(membership_id), now=utc_now())
    return MemberAccessOut(
        second_factors=[_factor(factor) for factor in found.factors],
        sessions=[SessionOut(**asdict(line)) for line in found.sessions],
    )


@router.delete(
    "/memberships/{membership_id}/second-factors",
    response={204: None, **PROBLEMS},
    summary="Reset a member's second factor",
)
def reset_second_factor(request: HttpRequest, membership_id: str) -> Status[None]:
    """Remove the second factors of a member who has lost them, and end the member's sessions."""
    factor_commands.reset_second_factor(
        actor=_actor(request), membership_id=Membership.parse_id(membership_id), now=utc_now()
    )
    return Status(204, None)


@router.delete(
    "/memberships/{membership_id}/sessions",
    response={200: SessionsEndedOut, **PROBLEMS},
    summary="End a member's sessions",
)
def end_member_sessions(request: HttpRequest, membership_id: str) -> SessionsEndedOut:
    """Sign a member out everywhere; it holds from the member's next request."""
    ended = factor_commands.end_member_sessions(
        actor=_actor(request), membership_id=Membership.parse_id(membership_id), now=utc_now()
    )
    return SessionsEndedOut(ended=ended)


# --- Access reviews -----------------------------------------------------------------------------------------------------


@router.get("/access-reviews", response={200: PageSchema[AccessReviewOut], **PROBLEMS}, summary="List access reviews")
def list_access_reviews(
    request: HttpRequest, page: PageNumber = 1, page_size: PageSize = 25, cursor: Cursor = ""
) -> PageSchema[AccessReviewOut]:
    """Return the access reviews in which one may decide, newest first."""
    found = reviews.list_reviews(_actor(request), PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[AccessReviewOut](
        items=[_review(line) for line in found.items], total=found.total, next_cursor=found.next_cursor
    )


@router.post("/access-reviews", response={201: AccessReviewOut, **PROBLEMS}, summary="Start an access review")
def start_access_review(request: HttpRequest, body: AccessReviewIn) -> Status[AccessReviewOut]:
    """Put the memberships of the organization, all or those with a role, up for review."""
    actor = _actor(request)
    asked = body.model_dump(exclude={"partner_id"})
    key = review_commands.start_review(
        actor=actor, partner_id=_organization(actor, body.partner_id), now=utc_now(), **asked
    )
    return Status(201, _review(reviews.get_review(actor, key)))


@router.get("/access-reviews/{review_id}", response={200: AccessReviewOut, **PROBLEMS}, summary="Show an access review")
def get_access_review(request: HttpRequest, review_id: str) -> AccessReviewOut:
    """Return one access review."""
    return _review(reviews.get_review(_actor(request), AccessReview.parse_id(review_id)))


@router.get(
    "/access-reviews/{review_id}/items",
    response={200: PageSchema[ReviewItemOut], **PROBLEMS},
    summary="List the memberships of an access review",
)
def list_review_items(
    request: HttpRequest,
    review_id: str,
    undecided: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
) -> PageSchema[ReviewItemOut]:
    """Return the memberships of a review with role, last sign-in, keys and second factor, and what was decided."""
    found = reviews.list_items(
        _actor(request),
        AccessReview.parse_id(review_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        now=utc_now(),
        undecided_only=undecided,
    )
    return PageSchema[ReviewItemOut](
        items=[_review_item(line) for line in found.items], total=found.total, next_cursor=found.next_cursor
    )


@router.post(
    "/access-reviews/{review_id}/items/{item_id}/decision",
    response={200: ReviewItemOut, **PROBLEMS},
    summary="Decide about a membership",
)
def decide_access(request: HttpRequest, review_id: str, item_id: str, body: ReviewDecisionIn) -> ReviewItemOut:
    """Keep the membership, give it other roles, or end it with its keys and sessions; at once, and for the record."""
    actor, key, item_key = _actor(request), AccessReview.parse_id(review_id), ReviewItem.parse_id(item_id)
    review_commands.decide_access(
        actor=actor,
        review_id=key,
        item_id=item_key,
        outcome=ReviewOutcome(body.outcome),
        reason=body.reason,
        roles=body.roles,
        now=utc_now(),
    )
    return _review_item(reviews.get_item(actor, key, item_key, now=utc_now()))


@router.post(
    "/access-reviews/{review_id}/closing", response={200: AccessReviewOut, **PROBLEMS}, summary="Close an access review"
)
def close_access_review(request: HttpRequest, review_id: str) -> AccessReviewOut:
    """End a review before its day; what nobody decided is removed or left, as was chosen at its start."""
    key = AccessReview.parse_id(review_id)
    review_commands.close_review(actor=_actor(request), review_id=key, now=utc_now())
    return _review(reviews.get_review(_actor(request), key))


# --- Connections --------------------------------------------------------------------------------------------------------


@router.get("/connections", response={200: list[ConnectionOut], **PROBLEMS}, summary="List connections")
def list_connections(request: HttpRequest) -> list[ConnectionOut]:
    """Return the identity providers that are trusted, for the host's own people and for partners'."""
    return [_connection(line) for line in connections.list_connections(_actor(request))]


@router.post("/connections", response={201: ConnectionOut, **PROBLEMS}, summary="Create a connection")
def create_connection(request: HttpRequest, body: ConnectionIn) -> Status[ConnectionOut]:
    """Trust an identity provider; its kind, issuer and client never change."""
    actor = _actor(request)
    key = connection_commands.create_connection(
        actor=actor,
        kind=body.kind,
        issuer=body.issuer,
        client_id=body.client_id,
        partner_id=parse_public_id("partner", body.partner_id) if body.partner_id else None,
        terms=_terms(body),
        now=utc_now(),
    )
    return Status(201, _connection(connections.get_connection(actor, key)))


@router.get("/connections/{connection_id}", response={200: ConnectionOut, **PROBLEMS}, summary="Show a connection")
def get_connection(request: HttpRequest, connection_id: str) -> ConnectionOut:
    """Return one connection; its secret is never shown."""
    return _connection(connections.get_connection(_actor(request), Connection.parse_id(connection_id)))


@router.put("/connections/{connection_id}", response={200: ConnectionOut, **PROBLEMS}, summary="Change a connection")
def change_connection(request: HttpRequest, connection_id: str, body: ConnectionTermsIn) -> ConnectionOut:
    """Change what a connection does; it holds from the next sign-in."""
    key = Connection.parse_id(connection_id)
    connection_commands.change_connection(actor=_actor(request), connection_id=key, terms=_terms(body), now=utc_now())
    return _connection(connections.get_connection(_actor(request), key))


@router.delete("/connections/{connection_id}", response={204: None, **PROBLEMS}, summary="Delete a connection")
def delete_connection(request: HttpRequest, connection_id: str) -> Status[None]:
    """Trust an identity provider no more; the people it let in stay."""
    connection_commands.delete_connection(
        actor=_actor(request), connection_id=Connection.parse_id(connection_id), now=utc_now()
    )
    return Status(204, None)


# --- Directories --------------------------------------------------------------------------------------------------------


@router.get(
    "/connections/{connection_id}/scim-tokens",
    response={200: list[ScimTokenOut], **PROBLEMS},
    summary="List a directory's tokens",
)
def list_scim_tokens(request: HttpRequest, connection_id: str) -> list[ScimTokenOut]:
    """Return the tokens with which the connection's directory writes over SCIM."""
    found = directories.list_scim_tokens(_actor(request), Connection.parse_id(connection_id), now=utc_now())
    return [ScimTokenOut(**asdict(line)) for line in found]


@router.post(
    "/connections/{connection_id}/scim-tokens",
    response={201: ScimTokenCreatedOut, **PROBLEMS},
    summary="Create a directory's token",
)
def create_scim_token(
    request: HttpRequest, connection_id: str, body: ScimTokenIn, response: HttpResponse
) -> Status[ScimTokenCreatedOut]:
    """Create a token for the connection's directory; its secret is in this answer only. A key cannot create one."""
    now, actor = utc_now(), _actor(request)
    response["Cache-Control"] = "no-store"
    key, secret = token_commands.create_scim_token(
        actor=actor, connection_id=Connection.parse_id(connection_id), now=now, **body.model_dump()
    )
    line = directories.get_scim_token(actor, key, now=now)
    return Status(201, ScimTokenCreatedOut(**asdict(line), token=secret, address=settings.BASE_URL + SCIM_PATH))


@router.post(
    "/scim-tokens/{token_id}/revocation",
    response={200: ScimTokenOut, **PROBLEMS},
    summary="Revoke a directory's token",
)
def revoke_scim_token(request: HttpRequest, token_id: str) -> ScimTokenOut:
    """Refuse the directory that shows the token from its next request on; its people stay."""
    key = ScimToken.parse_id(token_id)
    token_commands.revoke_scim_token(actor=_actor(request), token_id=key, now=utc_now())
    return ScimTokenOut(**asdict(directories.get_scim_token(_actor(request), key, now=utc_now())))


@router.get(
    "/connections/{connection_id}/accounts",
    response={200: PageSchema[AccountOut], **PROBLEMS},
    summary="List a directory's accounts",
)
def list_accounts(
    request: HttpRequest,
    connection_id: str,
    standing: Standing | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
) -> PageSchema[AccountOut]:
    """Return the accounts that the connection's directory keeps over SCIM, and why each has access or has none."""
    found = directories.list_accounts(
        _actor(request),
        Connection.parse_id(connection_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        standing=standing,
    )
    return PageSchema[AccountOut](
        items=[_account(line) for line in found.items], total=found.total, next_cursor=found.next_cursor
    )


# --- Invitations --------------------------------------------------------------------------------------------------------


@router.get("/invitations", response={200: PageSchema[InvitationOut], **PROBLEMS}, summary="List invitations")
def list_invitations(
    request: HttpRequest,
    partner: PartnerId = "",
    open_only: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
) -> PageSchema[InvitationOut]:
    """Return who was invited to the organization, newest first."""
    actor = _actor(request)
    found = access.list_invitations(
        actor,
        _organization(actor, partner),
        PageRequest(number=page, size=page_size, cursor=cursor),
        now=utc_now(),
        open_only=open_only,
    )
    return PageSchema[InvitationOut](
        items=[InvitationOut.of(line) for line in found.items], total=found.total, next_cursor=found.next_cursor
    )


@router.post("/invitations", response={201: InvitationOut, **PROBLEMS}, summary="Invite somebody")
def invite_person(request: HttpRequest, body: InvitationIn) -> Status[InvitationOut]:
    """Invite somebody by mail to join the organization."""
    actor = _actor(request)
    asked = body.model_dump(exclude={"partner_id"})
    key = invitation_commands.invite_person(
        actor=actor, partner_id=_organization(actor, body.partner_id), now=utc_now(), **asked
    )
    return Status(201, InvitationOut.of(access.get_invitation(actor, key, now=utc_now())))


@router.get("/invitations/{invitation_id}", response={200: InvitationOut, **PROBLEMS}, summary="Show an invitation")
def get_invitation(request: HttpRequest, invitation_id: str) -> InvitationOut:
    """Return one invitation."""
    return InvitationOut.of(access.get_invitation(_actor(request), Invitation.parse_id(invitation_id), now=utc_now()))


@router.post(
    "/invitations/{invitation_id}/sending",
    response={200: InvitationOut, **PROBLEMS},
    summary="Send an invitation again",
)
def resend_invitation(request: HttpRequest, invitation_id: str) -> InvitationOut:
    """Send the invitation again with a new link; the old one stops working."""
    key = Invitation.parse_id(invitation_id)
    invitation_commands.resend_invitation(actor=_actor(request), invitation_id=key, now=utc_now())
    return InvitationOut.of(access.get_invitation(_actor(request), key, now=utc_now()))


@router.post(
    "/invitations/{invitation_id}/revocation", response={200: InvitationOut, **PROBLEMS}, summary="Revoke an invitation"
)
def revoke_invitation(request: HttpRequest, invitation_id: str) -> InvitationOut:
    """Take the invitation back; its link stops working."""
    key = Invitation.parse_id(invitation_id)
    invitation_commands.revoke_invitation(actor=_actor(request), invitation_id=key, now=utc_now())
    return InvitationOut.of(access.get_invitation(_actor(request), key, now=utc_now()))


# --- Keys ---------------------------------------------------------------------------------------------------------------


@router.get("/api-keys", response={200: list[ApiKeyOut], **PROBLEMS}, summary="List API keys")
def list_api_keys(
    request: HttpRequest,
    of: Literal["me", "everybody"] = "me",
) -> list[ApiKeyOut]:
    """Return one's own keys, or for an administrator those of everybody in the organization."""
    found = access.list_keys(_actor(request), now=utc_now(), of_organization=of == "everybody")
    return [ApiKeyOut(**asdict(line)) for line in found]


@router.post("/api-keys", response={201: ApiKeyCreatedOut, **PROBLEMS}, summary="Create an API key")
def create_api_key(request: HttpRequest, body: ApiKeyIn, response: HttpResponse) -> Status[ApiKeyCreatedOut]:
    """Create a key for the signed-in person's membership; its secret is in this answer only. A key cannot create keys."""
    now = utc_now()
    response["Cache-Control"] = "no-store"
    membership: Membership = request.membership  # type: ignore[attr-defined]
    key_id, secret = key_commands.create_api_key(
        actor=_actor(request), membership_id=membership.id, now=now, **body.model_dump()
    )
    line = access.get_key(_actor(request), key_id, now=now)
    return Status(201, ApiKeyCreatedOut(**asdict(line), key=secret))


@router.post("/api-keys/{key_id}/revocation", response={200: ApiKeyOut, **PROBLEMS}, summary="Revoke an API key")
def revoke_api_key(request: HttpRequest, key_id: str) -> ApiKeyOut:
    """Make the key open nothing from its next request on."""
    key = ApiKey.parse_id(key_id)
    key_commands.revoke_api_key(actor=_actor(request), key_id=key, now=utc_now())
    return ApiKeyOut(**asdict(access.get_key(_actor(request), key, now=utc_now())))


# --- OAuth clients ------------------------------------------------------------------------------------------------------


@router.get("/oauth-clients", response={200: list[OAuthClientOut], **PROBLEMS}, summary="List OAuth clients")
def list_oauth_clients(request: HttpRequest, of: Literal["me", "everybody"] = "me") -> list[OAuthClientOut]:
    """Return one's own clients, or for an administrator those of everybody in the organization."""
    found = clients.list_oauth_clients(_actor(request), now=utc_now(), of_organization=of == "everybody")
    return [OAuthClientOut(**asdict(line)) for line in found]


@router.post("/oauth-clients", response={201: OAuthClientCreatedOut, **PROBLEMS}, summary="Create an OAuth client")
def create_oauth_client(
    request: HttpRequest, body: OAuthClientIn, response: HttpResponse
) -> Status[OAuthClientCreatedOut]:
    """Create a client that gets access tokens at `/api/oauth/token`; its secret is in this answer only. A key cannot create one."""
    now = utc_now()
    response["Cache-Control"] = "no-store"
    membership: Membership = request.membership  # type: ignore[attr-defined]
    client_id, secret = client_commands.create_oauth_client(
        actor=_actor(request), membership_id=membership.id, now=now, **body.model_dump()
    )
    line = clients.get_oauth_client(_actor(request), client_id, now=now)
    return Status(201, OAuthClientCreatedOut(**asdict(line), client_secret=secret))


@router.post(
    "/oauth-clients/{client_id}/revocation",
    response={200: OAuthClientOut, **PROBLEMS},
    summary="Revoke an OAuth client",
)
def revoke_oauth_client(request: HttpRequest, client_id: str) -> OAuthClientOut:
    """Give the client no more tokens, and refuse those that it has from their next request on."""
    key = OAuthClient.parse_id(client_id)
    client_commands.revoke_oauth_client(actor=_actor(request), client_id=key, now=utc_now())
    return OAuthClientOut(**asdict(clients.get_oauth_client(_actor(request), key, now=utc_now())))


# --- Translation --------------------------------------------------------------------------------------------------------


def _partner(partner_id: UUID | None) -> str | None:
    return None if partner_id is None else public_id("partner", partner_id)


def _connection(line: connections.ConnectionLine) -> ConnectionOut:
    facts = asdict(line)
    del facts["key"]
    return ConnectionOut(**{**facts, "partner_id": _partner(line.partner_id)})


def _review(line: reviews.ReviewLine) -> AccessReviewOut:
    return AccessReviewOut(**{**asdict(line), "partner_id": _partner(line.partner_id)})


def _review_item(line: reviews.ItemLine) -> ReviewItemOut:
    known = asdict(line.known)
    return ReviewItemOut(
        **{**asdict(line), **known, "roles": list(line.roles)},
        membership_id=line.member_id,
        roles_before=list(line.known.roles),
    )


def _account(line: directories.AccountLine) -> AccountOut:
    facts = asdict(line)
    return AccountOut(**facts, membership_id=facts.pop("member_id"))


def _terms(body: ConnectionTermsIn) -> connection_commands.ConnectionTerms:
    names = set(ConnectionTermsIn.model_fields)
    given = body.model_dump(include=names)
    return connection_commands.ConnectionTerms(
        **{**given, "domains": tuple(body.domains), "default_roles": tuple(body.default_roles)}
    )


def _factor(factor: security.Factor) -> SecondFactorOut:
    facts = asdict(factor)
    del facts["key"]
    return SecondFactorOut(**facts)


def _session_key(request: HttpRequest) -> str | None:
    session = getattr(request, "session", None)
    return session.session_key if session is not None and _actor(request).scopes is None else None


def _searchable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()
