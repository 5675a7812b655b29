"""Who may manage whom."""

from collections.abc import Collection
from uuid import UUID

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotAllowed, sentence
from steelyard.platform.features import Feature, declare

KEYS = declare(
    Feature(
        key="keys",
        name=sentence("Keys for programs"),
        about=sentence("Make API keys and OAuth clients. Those that were made before go on, and can be revoked."),
    )
)


def can_manage_people(actor: Actor, partner_id: UUID | None) -> bool:
    """Tell whether the actor may invite, change and deactivate people of the host (None) or of a partner."""
    if actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN)):
        return True
    if actor.is_host:
        return partner_id is not None and actor.has_role(Role.CHANNEL_MANAGER)
    return actor.is_partner and partner_id == actor.partner_id and actor.has_role(Role.PARTNER_ADMIN)


def can_decide_access(actor: Actor, partner_id: UUID | None) -> bool:
    """Tell whether the actor may decide how people sign in to the host (None) or a partner: its administrators alone."""
    if actor.is_partner:
        return partner_id == actor.partner_id and actor.has_role(Role.PARTNER_ADMIN)
    return actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN))


def can_review_access(actor: Actor, partner_id: UUID | None) -> bool:
    """Tell whether the actor may decide in access reviews of the host (None) or a partner; administrators start and close them."""
    return can_manage_people(actor, partner_id)


def can_manage_connections(actor: Actor) -> bool:
    """Tell whether the actor may decide which identity providers are trusted: the program's administrators alone."""
    return actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN))


def can_handle_personal_data(actor: Actor, partner_ids: Collection[UUID | None]) -> bool:
    """Tell whether the actor may have everything about a person who belongs, or belonged, to these organizations.

    Whoever belongs to none is somebody whom partners named: a contact, of whom the administrators of the program alone know all.
    """
    if not partner_ids:
        return actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN))
    return all(can_manage_people(actor, partner_id) for partner_id in partner_ids)


def can_list_people(actor: Actor, partner_id: UUID | None) -> bool:
    """Tell whether the actor may see the list of people of the host (None) or of a partner."""
    return actor.is_system or actor.is_host or (actor.is_partner and partner_id == actor.partner_id)


def can_create_key(actor: Actor, person_id: UUID) -> bool:
    """Tell whether the actor may make a key or client that acts as the person: a signed-in person for themselves, nobody else."""
    return actor.is_system or (actor.scopes is None and actor.person_id == person_id)


def can_revoke_key(actor: Actor, person_id: UUID, partner_id: UUID | None) -> bool:
    """Tell whether the actor may revoke a key or client of the person in the organization."""
    return actor.person_id == person_id or can_manage_people(actor, partner_id)


def require(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: require(can_…(actor, thing))
    """Let it pass or refuse.

    Raises: NotAllowed.
    """
    if not allowed:
        raise NotAllowed
