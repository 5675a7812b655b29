"""What the addresses of lists of people ask for. What makes no sense does not restrict, so that an old link still opens."""

from uuid import UUID

from django.http import QueryDict

from steelyard.identity.queries.people import MemberFilter
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import parse_public_id


def organization_asked_for(actor: Actor, text: str) -> UUID | None:
    """Return the partner whose people are meant: a partner's own always, for the host the one named; None is the host."""
    if actor.is_partner:
        return actor.partner_id
    return parse_public_id("partner", text) if text else None


def members_wanted(params: QueryDict) -> MemberFilter:
    """Return which people an address asks for: those who are there, unless it says otherwise."""
    role = params.get("role", "")
    return MemberFilter(
        text=params.get("q", "").replace("\0", "").strip()[:200],
        role=Role(role) if role in set(Role) else None,
        is_active={"active": True, "ended": False}.get(params.get("state", "active")),
    )
