"""Shapes of identity's API."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from steelyard.identity.queries.access import InvitationLine
from steelyard.identity.queries.people import Member
from steelyard.identity.terms import (
    MAX_KEY_DAYS,
    ConnectionKind,
    ErasureState,
    ExportState,
    ReviewOutcome,
    Standing,
)
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Line, Schema, Text

_ADDRESS = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$"
Email = Annotated[
    str,
    Field(max_length=254, pattern=_ADDRESS, examples=["ada@example.com"]),
]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
Language = Annotated[str, Field(min_length=2, max_length=10, pattern="^[a-z]{2}(-[a-z]+)?$", examples=["en", "de"])]


def _said(line: Member | InvitationLine) -> dict[str, Any]:
    partner = None if line.partner_id is None else public_id("partner", line.partner_id)
    return {**asdict(line), "partner_id": partner, "roles": list(line.roles)}


class MemberOut(Schema):
    """A person in one organization."""

    id: str
    person_id: str
    name: str
    email: str
    title: str
    phone: str
    language: str
    partner_id: str | None
    organization: str
    roles: list[Role]
    is_active: bool
    since_at: datetime
    until: datetime | None
    last_sign_in_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        return cls(**_said(member))


class SeatOut(Schema):
    """One organization that the person may act for."""

    membership_id: str
    partner_id: str | None
    organization: str
    roles: list[Role]
    is_current: bool


class MeOut(Schema):
    """Who is asking, for whom, and what they may do."""

    person_id: str
    name: str
    email: str
    title: str
    phone: str
    language: str
    time_zone: str
    kind: Literal["host", "partner"]
    partner_id: str | None
    organization: str
    roles: list[Role]
    scopes: list[str] | None
    memberships: list[SeatOut]


class MyProfileIn(Body):
    """What a person says about themselves."""

    name: Annotated[Line, Field(min_length=1)]
    title: Line = ""
    phone: Annotated[Line, Field(max_length=50)] = ""
    language: Language
    time_zone: Annotated[Line, Field(max_length=50, examples=["Europe/Berlin"])]


class RolesIn(Body):
    """The roles that a member shall hold."""

    roles: Roles


class InvitationIn(Body):
    """Whom to invite, where and in which roles."""

    email: Email
    roles: Roles
    partner_id: str | None = None
    name: Line = ""
    language: Language = "en"
    message: Annotated[Text, Field(max_length=1000)] = ""


class InvitationOut(Schema):
    """An invitation and what became of it."""

    id: str
    email: str
    name: str
    partner_id: str | None
    roles: list[Role]
    state: Literal["open", "expired", "accepted", "revoked"]
    invited_by: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, line: InvitationLine) -> "InvitationOut":
        return cls(**_said(line))


class SessionOut(Schema):
    """A browser in which the person is signed in."""

    id: str
    device: str
    address: str
    started_at: datetime | None
    seen_at: datetime | None
    is_current: bool


class SessionsEndedOut(Schema):
    """How many sessions ended."""

    ended: int


class SecondFactorOut(Schema):
    """A way to prove a second time who somebody is; of recovery codes, `left` are unused. An unreadable one must be reset."""

    kind: Literal["totp", "webauthn", "recovery_codes"]
    name: str
    created_at: datetime
    last_used_at: datetime | None
    left: int | None
    is_readable: bool


class MemberAccessOut(Schema):
    """How a member proves who they are, and where they are signed in."""

    second_factors: list[SecondFactorOut]
    sessions: list[SessionOut]


class AccessPolicyIn(Body):
    """The roles that need a second factor."""

    second_factor_roles: Annotated[list[Role], Field(max_length=len(Role))]


class AccessPolicyOut(Schema):
    """The roles that need a second factor: asked for by the organization itself, and by the host."""

    second_factor_roles: list[Role]
    second_factor_roles_by_host: list[Role]


class DataExportIn(Body):
    """Whom an export is about; without an address, the person who asks."""

    email: Email | None = None


class DataExportOut(Schema):
    """An export of what is held about a person. It can be downloaded while it is `ready`."""

    id: str
    email: str
    state: ExportState
    records: int
    size: int
    requested_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


class ErasureIn(Body):
    """Who is to be erased, and why."""

    email: Email
    reason: Annotated[Text, Field(min_length=1, max_length=1000)]


class ErasureConfirmationIn(Body):
    """The address once more, so that nobody is erased by a slip."""

    email: Email


class AffectedOut(Schema):
    """A kind of records that an erasure touches."""

    key: str
    label: str
    count: int
    after_erasure: str


class HoldOut(Schema):
    """Why an erasure has to wait."""

    text: str
    records: list[str]


class ErasureOut(Schema):
    """An erasure. `email` is the person's until they are gone; `holds` say why it has to wait; `shared` names are others' too."""

    id: str
    email: str
    is_member: bool
    pseudonym: str
    reason: str
    state: ErasureState
    requested_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    finished_at: datetime | None
    changed: int


class ErasurePreviewOut(ErasureOut):
    """An erasure with what it would do."""

    affected: list[AffectedOut]
    holds: list[HoldOut]
    names: list[str]
    shared: list[str]


class RetentionIn(Body):
    """For how many days a kind of records is kept."""

    days: Annotated[int, Field(ge=1, le=3650)]


class RetentionOut(Schema):
    """How long a kind of records is kept, and how many the next run would delete."""

    key: str
    label: str
    reason: str
    days: int
    default_days: int
    least_days: int
    due: int


class RetentionRunOut(Schema):
    """A nightly run: how many records of each kind were deleted."""

    ran_at: datetime
    deleted: dict[str, int]


class HoldingOut(Schema):
    """A kind of personal data, as the register of processing describes it."""

    key: str
    label: str
    content: str
    purpose: str
    lawful_basis: str
    kept: str
    after_erasure: str


class ApiKeyIn(Body):
    """What a key is for, what it may do and how long."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Annotated[str, Field(max_length=50)]], Field(min_length=1, max_length=50)] = ["*"]
    expires_in_days: Annotated[int, Field(ge=1, le=MAX_KEY_DAYS)] | None = None


class ApiKeyOut(Schema):
    """A key without its secret."""

    id: str
    name: str
    hint: str
    scopes: list[str]
    person_id: str
    person_name: str
    state: Literal["live", "expired", "revoked"]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class OAuthClientIn(ApiKeyIn):
    """What an OAuth client is for, what its tokens may do and how long it gets them."""


class OAuthClientOut(ApiKeyOut):
    """An OAuth client without its secret; `id` is its `client_id`, `last_used_at` when it was last given a token."""


class OAuthClientCreatedOut(OAuthClientOut):
    """A new client with its secret, which is never shown again."""

    client_secret: str


class ApiKeyCreatedOut(ApiKeyOut):
    """A new key with its secret, which is never shown again."""

    key: str


class ConnectionTermsIn(Body):
    """What may change about a connection; without a secret the one before stays."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    domains: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=253, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]],
        Field(min_length=1, max_length=50),
    ]
    secret: Annotated[Line, Field(max_length=500)] = ""
    sign_in_url: Annotated[Line, Field(max_length=500, pattern=r"^(https://\S+)?$")] = ""
    certificate: Annotated[Text, Field(max_length=20_000)] = ""
    group_claim: Line = ""
    group_roles: Annotated[dict[Line, Roles], Field(max_length=200)] = {}
    default_roles: Annotated[list[Role], Field(max_length=len(Role))] = []
    provisions: bool = False
    vouches_second_factor: bool = False
    is_enforced: bool = False
    is_enabled: bool = True


class ConnectionIn(ConnectionTermsIn):
    """A new connection, with what never changes."""

    kind: ConnectionKind
    issuer: Annotated[Line, Field(min_length=1, max_length=500)]
    client_id: Annotated[Line, Field(max_length=300)] = ""
    partner_id: str | None = None


class ConnectionOut(Schema):
    """A connection without its secret; one that needs it was sealed with a secret key that the installation no longer has."""

    id: str
    name: str
    kind: ConnectionKind
    partner_id: str | None
    organization: str
    issuer: str
    client_id: str
    sign_in_url: str
    certificate: str
    domains: list[str]
    group_claim: str
    group_roles: dict[str, list[Role]]
    default_roles: list[Role]
    provisions: bool
    vouches_second_factor: bool
    is_enforced: bool
    is_enabled: bool
    needs_secret: bool
    changed_at: datetime


class ScimTokenIn(Body):
    """Which directory a token is for, and how long it holds; without days until it is revoked."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    expires_in_days: Annotated[int, Field(ge=1, le=MAX_KEY_DAYS)] | None = None


class ScimTokenOut(Schema):
    """A token of a directory without its secret."""

    id: str
    connection_id: str
    name: str
    hint: str
    state: Literal["live", "expired", "revoked"]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class ScimTokenCreatedOut(ScimTokenOut):
    """A new token with its secret, which is in this answer only, and where the directory sends it."""

    token: str
    address: str


class AccountOut(Schema):
    """An account of a directory, and what came of it; `standing` says why it has access or has none."""

    id: str
    user_name: str
    name: str
    email: str
    standing: Standing
    groups: list[str]
    membership_id: str | None
    is_member: bool
    roles: list[Role]
    changed_at: datetime


class AccessReviewIn(Body):
    """Whose access is reviewed (without a role everybody's), until when, and what becomes of what nobody decides about."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    partner_id: (
        Annotated[str, Field(description="The partner whose people are meant; partners leave it out.")] | None
    ) = None
    role: Role | None = None
    due_on: date
    removes_undecided: bool = False


class AccessReviewOut(Schema):
    """An access review, with how many memberships are in it and how many of them are decided."""

    id: str
    name: str
    partner_id: str | None
    organization: str
    role: Role | None
    due_on: date
    removes_undecided: bool
    started_at: datetime
    started_by: str
    closed_at: datetime | None
    members: int
    decided: int


class ReviewDecisionIn(Body):
    """What becomes of one membership; a reason is needed to change or remove, roles to change."""

    outcome: Literal["keep", "change", "remove"]
    reason: Annotated[Text, Field(max_length=1000)] = ""
    roles: Annotated[list[Role], Field(max_length=len(Role))] = []


class ReviewItemOut(Schema):
    """One membership in a review: until it is decided with what is known now, afterwards with what was known then."""

    id: str
    membership_id: str
    name: str
    email: str
    roles_before: list[Role]
    last_sign_in_at: datetime | None
    keys: int
    has_second_factor: bool
    has_ended: bool
    outcome: ReviewOutcome | None
    roles: list[Role]
    reason: str
    decided_at: datetime | None
    decided_by: str
