"""Whom demo mode offers to sign in as."""

from dataclasses import dataclass
from uuid import UUID

from steelyard.identity.models import Membership
from steelyard.identity.queries.people import Member, list_memberships
from steelyard.identity.terms import ROLE_CARDS, RoleCard


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSeat:
    """One role with the person who shows it."""

    card: RoleCard
    member: Member


def list_demo_seats() -> list[DemoSeat]:
    """Return the first enrolled active person of every role: a demo enrolls its leading characters first."""
    first: dict[str, UUID] = {}
    rows = Membership.objects.filter(until=None).order_by("since_at", "id").values_list("id", "roles")
    for membership_id, roles in rows.iterator():
        for role in roles:
            first.setdefault(role, membership_id)
        if len(first) == len(ROLE_CARDS):
            break
    members = {member.key: member for member in list_memberships(set(first.values()))}
    return [DemoSeat(card=card, member=members[first[card.role]]) for card in ROLE_CARDS if card.role in first]
