"""Who may do what with content."""

from steelyard.kernel.actors import Actor, Role

_AUTHORS = (Role.ENABLEMENT, Role.MARKETING, Role.PROGRAM_ADMIN)


def can_author(actor: Actor) -> bool:
    """Tell whether the actor may write, publish, withdraw and review assets, and say who may read them."""
    return (actor.is_host or actor.is_system) and actor.has_role(*_AUTHORS)


def can_see_usage(actor: Actor) -> bool:
    """Tell whether the actor may see what is used by whom, and which libraries are graveyards."""
    return actor.is_host or actor.is_system


def can_define_libraries(actor: Actor) -> bool:
    """Tell whether the actor may add and rename libraries."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN, Role.ENABLEMENT)
