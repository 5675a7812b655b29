"""Who may do what with registrations."""

from uuid import UUID

from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import Actor, Role

REGISTERING = (Role.SELLER, Role.PARTNER_ADMIN)
REVIEWING = (Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)
SELLING = (Role.ACCOUNT_EXECUTIVE, *REVIEWING)


def can_see_registrations(actor: Actor) -> bool:
    """Tell whether the actor sees registrations at all; which ones is `visible_to`."""
    return actor.is_host or actor.is_partner or actor.is_system


def can_register_for(actor: Actor, partner_id: UUID) -> bool:
    """Tell whether the actor may register deals of the partner: its sellers, and channel managers on its behalf."""
    if actor.is_partner:
        return actor.partner_id == partner_id and actor.has_role(*REGISTERING)
    return can_review(actor)


def can_follow_up(actor: Actor, registration: DealRegistration) -> bool:
    """Tell whether the actor may act for the partner: answer, add evidence, extend, withdraw, convert."""
    return can_register_for(actor, registration.partner_id)


def can_review(actor: Actor) -> bool:
    """Tell whether the actor may decide, ask and revoke."""
    return (actor.is_host or actor.is_system) and actor.has_role(*REVIEWING)


def can_comment(actor: Actor, registration: DealRegistration) -> bool:
    """Tell whether the actor may comment: the host, and everyone of the partner itself."""
    return actor.is_host or actor.is_system or (actor.is_partner and actor.partner_id == registration.partner_id)


def can_comment_internally(actor: Actor) -> bool:
    """Tell whether the actor may write what a partner never sees."""
    return actor.is_host or actor.is_system


def can_see_review(actor: Actor) -> bool:
    """Tell whether the actor may see what the rules know across partners: competing claims, match evidence, the ladder."""
    return actor.is_host or actor.is_system


def can_open_direct_opportunity(actor: Actor) -> bool:
    """Tell whether the actor may open an opportunity without a partner."""
    return (actor.is_host or actor.is_system) and actor.has_role(*SELLING)
