"""Who may do what with opportunities and accounts."""

from uuid import UUID

from steelyard.kernel.actors import Actor, Role
from steelyard.pipeline.models import Opportunity

_SELLING = (Role.ACCOUNT_EXECUTIVE, Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)
_PARTNER_SELLING = (Role.SELLER, Role.PARTNER_ADMIN)


def can_open_opportunity(actor: Actor, *, partner_id: UUID | None, source_registration_id: UUID | None) -> bool:
    """Tell whether the actor may open an opportunity; a partner only its own, and only out of a registration."""
    if _is_selling_host(actor):
        return True
    is_own = actor.is_partner and partner_id is not None and partner_id == actor.partner_id
    return is_own and source_registration_id is not None and actor.has_role(*_PARTNER_SELLING)


def can_work_opportunity(actor: Actor, opportunity: Opportunity) -> bool:
    """Tell whether the actor may move, close and log on the opportunity; both sides may, a distributor only watches."""
    if _is_selling_host(actor):
        return True
    return actor.is_partner and opportunity.partner_id == actor.partner_id and actor.has_role(*_PARTNER_SELLING)


def can_work_opportunities(actor: Actor) -> bool:
    """Tell whether the actor works opportunities at all."""
    return _is_selling_host(actor) or (actor.is_partner and actor.has_role(*_PARTNER_SELLING))


def can_change_all_terms(actor: Actor) -> bool:
    """Tell whether the actor may change more than the terms that both sides share."""
    return _is_selling_host(actor)


def can_assign_owner(actor: Actor) -> bool:
    """Tell whether the actor may say who of the host owns an opportunity."""
    return _is_selling_host(actor)


def can_log_internally(actor: Actor) -> bool:
    """Tell whether the actor may write what a partner never sees."""
    return actor.is_host or actor.is_system


def can_see_accounts(actor: Actor) -> bool:
    """Tell whether the actor may see named accounts, the whole installed base and the stages as the program keeps them."""
    return actor.is_host or actor.is_system


def can_assign_accounts(actor: Actor) -> bool:
    """Tell whether the actor may name accounts and record what customers have."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)


def can_define_stages(actor: Actor) -> bool:
    """Tell whether the actor may change the stages."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN)


def _is_selling_host(actor: Actor) -> bool:
    return (actor.is_host or actor.is_system) and actor.has_role(*_SELLING)
