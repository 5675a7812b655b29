"""Who may manage webhooks."""

from steelyard.kernel.actors import Actor, Role


def can_manage_webhooks(actor: Actor) -> bool:
    """Tell whether the actor may see and change the endpoints of their own organization."""
    return actor.is_system or actor.has_role(Role.PROGRAM_ADMIN if actor.is_host else Role.PARTNER_ADMIN)
