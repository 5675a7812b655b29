"""Who may do what with rollouts."""

from steelyard.kernel.actors import Actor, Role

_ANSWERING = (Role.PROGRAM_ADMIN, Role.CHANNEL_MANAGER)


def can_see_rollouts(actor: Actor) -> bool:
    """Tell whether the actor sees all rollouts, with who is in and what is said about them: the host."""
    return actor.is_host or actor.is_system


def can_manage_rollouts(actor: Actor) -> bool:
    """Tell whether the actor may plan, start, pause and end rollouts."""
    return actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN))


def can_answer_feedback(actor: Actor) -> bool:
    """Tell whether the actor may say what becomes of feedback, and who looks after it."""
    return actor.is_system or (actor.is_host and actor.has_role(*_ANSWERING))


def can_give_feedback(actor: Actor) -> bool:
    """Tell whether the actor is somebody of a partner, who may speak about the pilots that the partner is in."""
    return actor.is_partner and actor.person_id is not None
