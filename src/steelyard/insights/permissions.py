"""Who may do what with figures."""

from steelyard.kernel.actors import Actor


def can_see_insights(actor: Actor) -> bool:
    """Tell whether the actor may read figures over all partners: everybody of the host, nobody of a partner."""
    return actor.is_host or actor.is_system
