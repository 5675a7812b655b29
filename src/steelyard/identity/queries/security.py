"""Reading how people prove who they are: second factors, sessions of members, what the organizations ask for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from steelyard.identity.models import AccessPolicy, Membership, Session
from steelyard.identity.permissions import can_decide_access, can_manage_people, require
from steelyard.identity.queries.access import SessionLine, list_session_lines
from steelyard.identity.refusals import PersonOfOthersToo, SecondFactorUnreadable
from steelyard.identity.terms import in_order
from steelyard.identity.vault import SealBroken, unseal
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One second factor of a person; of recovery codes, `left` are unused, unless a changed secret key made them unreadable."""

    key: int
    kind: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    left: int | None = None
    is_readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAccess:
    """How a member proves who they are, and where they are signed in."""

    factors: tuple[Factor, ...]
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which roles need a second factor: because of the host, and because of the organization itself."""

    by_host: frozenset[Role]
    own: frozenset[Role]

    @property
    def ordered_own(self) -> list[Role]:
        return in_order(self.own)

    @property
    def ordered_by_host(self) -> list[Role]:
        return in_order(self.by_host)


def list_factors(person_id: UUID) -> list[Factor]:
    """Return the second factors of a person that the current actor may read: their own, or as the system anybody's."""
    rows = Authenticator.objects.filter(user_id=person_id).order_by("created_at", "id")
    return [_factor(row) for row in rows]


def _factor(row: Authenticator) -> Factor:
    left, is_readable = None, True
    try:
        if row.type == Authenticator.Type.RECOVERY_CODES:
            left = len(row.wrap().get_unused_codes())
        elif row.type == Authenticator.Type.TOTP:
            unseal(row.data["secret"])
    except (SecondFactorUnreadable, SealBroken):
        is_readable = False
    return Factor(
        key=row.pk,
        kind=row.type,
        name=row.data.get("name", ""),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        left=left,
        is_readable=is_readable,
    )


def get_account(actor: Actor, membership_id: UUID) -> Membership:
    """Return the membership of somebody whose whole account the actor may help with: nobody manages them elsewhere alone.

    Raises: NotFound, NotAllowed, PersonOfOthersToo.
    """
    membership = Membership.visible_to(actor).select_related("person").filter(id=membership_id).first()
    if membership is None:
        raise NotFound
    require(can_manage_people(actor, membership.partner_id))
    with as_system():
        organizations = set(
            Membership.objects.filter(person_id=membership.person_id, until=None).values_list("partner_id", flat=True)
        )
    if not all(can_manage_people(actor, organization) for organization in organizations):
        raise PersonOfOthersToo(name=membership.person.name)
    return membership


def get_member_access(actor: Actor, membership_id: UUID, *, now: datetime) -> MemberAccess:
    """Return how a member proves who they are, and their sessions. Raises: NotFound, NotAllowed, PersonOfOthersToo."""
    membership = get_account(actor, membership_id)
    with as_system():
        sessions = Session.objects.filter(person_id=membership.person_id)
        return MemberAccess(
            factors=tuple(list_factors(membership.person_id)),
            sessions=tuple(list_session_lines(sessions, current_key=None, now=now)),
        )


def get_asked(actor: Actor, partner_id: UUID | None) -> Asked:
    """Return which roles need a second factor in the host (None) or a partner. Raises: NotAllowed."""
    require(can_decide_access(actor, partner_id))
    policies = {policy.partner_id: policy.role_set for policy in AccessPolicy.visible_to(actor)}
    host = policies.get(None, frozenset())
    return Asked(by_host=host, own=host if partner_id is None else policies.get(partner_id, frozenset()))
