"""The door for other contexts: who people are, and how to make somebody belong."""

from collections.abc import Collection, Iterable, Mapping, Set
from datetime import datetime
from uuid import UUID

from steelyard.identity.addresses import client_address
from steelyard.identity.authentication import actor_of, require_roles, sign_in_required
from steelyard.identity.commands import people as _people
from steelyard.identity.commands.closing import end_access, restore_access
from steelyard.identity.commands.invitations import invite_people
from steelyard.identity.mail_actions import MailAction, Statement, register_mail_actions
from steelyard.identity.models import Membership
from steelyard.identity.queries import people as _reading
from steelyard.identity.queries.mail_links import offer_mail_link
from steelyard.identity.terms import ContactTally, Guest, role_label
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.directory import PersonCard

__all__ = [
    "ContactTally",
    "Guest",
    "MailAction",
    "PersonCard",
    "Statement",
    "client_address",
    "end_access",
    "enroll_person",
    "find_affiliations",
    "find_ids_by_email",
    "find_people",
    "get_actor",
    "invite_people",
    "list_host_people",
    "list_partner_people",
    "list_people",
    "offer_mail_link",
    "register_mail_actions",
    "require_roles",
    "restore_access",
    "role_label",
    "sign_in_required",
    "tally_contacts",
]


def find_people(ids: Set[UUID]) -> dict[UUID, PersonCard]:
    """Return the cards of those people whom the current actor may know."""
    return _reading.find_people(ids)


def find_affiliations(ids: Set[UUID]) -> dict[UUID, frozenset[UUID | None]]:
    """Return to which partners each person belongs at present, None standing for the host; call as the system."""
    return _reading.find_affiliations(ids)


def find_ids_by_email(emails: Iterable[str]) -> dict[str, UUID]:
    """Return, by mail address in lower case, the people whom the current actor may know."""
    return _reading.find_ids_by_email(emails)


def list_people(partner_id: UUID, *, roles: Collection[Role] = ()) -> list[PersonCard]:
    """Return the active people of a partner whom the current actor may know, by name; with roles, those who have one of them."""
    return _reading.list_cards(partner_id, roles)


def list_administrator_ids(partner_ids: Set[UUID]) -> list[UUID]:
    """Return the active administrators of several partners; call as the system."""
    return _reading.list_administrator_ids(partner_ids)


def list_partner_people(partner_ids: Set[UUID], *, roles: Collection[Role]) -> list[tuple[UUID, UUID]]:
    """Return the active people of several partners who have one of the roles, each with the partner; call as the system."""
    return _reading.list_partner_people(partner_ids, roles)


def tally_contacts(partner_ids: Set[UUID], *, active_since: Mapping[UUID, datetime]) -> dict[UUID, ContactTally]:
    """Return how many people stand behind each partner: who joined, who of them signed in since its instant, who has not joined.

    Call as the system.
    """
    return _reading.tally_contacts(partner_ids, active_since=active_since)


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
