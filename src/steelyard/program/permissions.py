"""Who may read and change the program."""

from steelyard.kernel.actors import Actor, Role

_READERS_OF_DRAFTS = (Role.PROGRAM_ADMIN, Role.CHANNEL_MANAGER, Role.EXECUTIVE, Role.AUDITOR)


READ, WRITE = "program:read", "program:write"


def can_edit_program(actor: Actor) -> bool:
    """Tell whether the actor may draft and publish rules and define regions and product families."""
    return actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN) and actor.has_scope(WRITE))


def can_read_drafts(actor: Actor) -> bool:
    """Tell whether the actor may read rules that are not published."""
    return actor.is_system or (actor.is_host and actor.has_role(*_READERS_OF_DRAFTS) and actor.has_scope(READ))


def can_read_rules(actor: Actor) -> bool:
    """Tell whether the actor may read the rules in force: everyone who is signed in."""
    return not actor.is_anonymous and actor.has_scope(READ)


def knows_everything(actor: Actor) -> bool:
    """Tell whether the actor may read facts and confidential reasons: the host's people."""
    return actor.is_host or actor.is_system
