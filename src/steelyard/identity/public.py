"""The door for other contexts: who people are, and how to make somebody belong."""

from collections.abc import Collection, Set
from datetime import datetime
from uuid import UUID

from steelyard.identity.authentication import actor_of, require_roles, sign_in_required
from steelyard.identity.commands import people as _people
from steelyard.identity.models import Membership
from steelyard.identity.queries import people as _reading
from steelyard.identity.terms import role_label
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.directory import PersonCard

__all__ = [
    "PersonCard",
    "enroll_person",
    "find_people",
    "get_actor",
    "list_host_people",
    "list_partner_people",
    "list_people",
    "require_roles",
    "role_label",
    "sign_in_required",
]


def find_people(ids: Set[UUID]) -> dict[UUID, PersonCard]:
    """Return the cards of those people whom the current actor may know."""
    return _reading.find_people(ids)


def list_people(partner_id: UUID, *, roles: Collection[Role] = ()) -> list[PersonCard]:
    """Return the active people of a partner whom the current actor may know, by name; with roles, those who have one of them."""
    return _reading.list_cards(partner_id, roles)


def list_administrator_ids(partner_ids: Set[UUID]) -> list[UUID]:
    """Return the active administrators of several partners; call as the system."""
    return _reading.list_administrator_ids(partner_ids)


def list_partner_people(partner_ids: Set[UUID], *, roles: Collection[Role]) -> list[tuple[UUID, UUID]]:
    """Return the active people of several partners who have one of the roles, each with the partner; call as the system."""
    return _reading.list_partner_people(partner_ids, roles)


def list_host_people(role: Role | None = None) -> list[PersonCard]:
    """Return the active people of the host, of one role if given, by name."""
    return _reading.list_cards(None, [role] if role else ())


def enroll_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    partner_id: UUID | None,
    roles: Collection[Role],
    now: datetime,
    language: str = "en",
    title: str = "",
) -> UUID:
    """Make somebody belong to the host (no partner) or a partner, and return the person's id; see the command.

    Raises: NotAllowed, RolesNotPossible.
    """
    return _people.enroll_person(
        actor=actor,
        email=email,
        name=name,
        partner_id=partner_id,
        roles=roles,
        now=now,
        language=language,
        title=title,
    )


def get_actor(person_id: UUID, partner_id: UUID | None) -> Actor:
    """Return the actor that a person is for the host (None) or a partner: for programs that act in somebody's name.

    Raises: NotFound.
    """
    membership = (
        Membership.objects.filter(person_id=person_id, partner_id=partner_id, until=None)
        .select_related("person")
        .first()
    )
    if membership is None:
        raise NotFound
    return actor_of(membership)
