"""Who may do what with partners."""

from steelyard.kernel.actors import Actor, Role
from steelyard.partners.models import Partner


def can_list_partners(actor: Actor) -> bool:
    """Tell whether the actor sees more partners than its own."""
    return actor.is_host or actor.is_system


def can_manage_partners(actor: Actor) -> bool:
    """Tell whether the actor may enroll partners and change what the host keeps about them."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)


def can_merge_partners(actor: Actor) -> bool:
    """Tell whether the actor may say that two partners are one, and take it back: it moves people, deals and what is protected."""
    return can_manage_partners(actor)


def can_define_program_words(actor: Actor) -> bool:
    """Tell whether the actor may add types of partner and tiers."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN)


def can_change_profile(actor: Actor, partner: Partner) -> bool:
    """Tell whether the actor may change what the partner says of itself."""
    if can_manage_partners(actor):
        return True
    return actor.is_partner and actor.partner_id == partner.id and actor.has_role(Role.PARTNER_ADMIN)
