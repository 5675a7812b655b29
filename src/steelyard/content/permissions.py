"""Who may do what with content."""

from steelyard.kernel.actors import PARTNER_ROLES, Actor, Role
from steelyard.kernel.refusals import sentence
from steelyard.platform.features import Feature, declare

CONTRIBUTIONS = declare(
    Feature(
        key="contributions",
        name=sentence("Contributions"),
        about=sentence(
            "Register what your people publish, have it acknowledged, and collect points. What was handed in before goes on."
        ),
    )
)
_AUTHORS = (Role.ENABLEMENT, Role.MARKETING, Role.PROGRAM_ADMIN)
_VERIFIERS = (*_AUTHORS, Role.CHANNEL_MANAGER)


def can_author(actor: Actor) -> bool:
    """Tell whether the actor may write, publish, withdraw and review assets, and say who may read them."""
    return (actor.is_host or actor.is_system) and actor.has_role(*_AUTHORS)


def can_see_usage(actor: Actor) -> bool:
    """Tell whether the actor may see what is used by whom, and which libraries are graveyards."""
    return actor.is_host or actor.is_system


def can_define_libraries(actor: Actor) -> bool:
    """Tell whether the actor may add and rename libraries."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN, Role.ENABLEMENT)


def can_contribute(actor: Actor) -> bool:
    """Tell whether the actor may register what its people published, change it, hand it in and take it back."""
    return actor.is_partner and actor.has_role(*PARTNER_ROLES)


def can_verify(actor: Actor) -> bool:
    """Tell whether the actor may verify contributions, ask about them and refuse them."""
    return (actor.is_host or actor.is_system) and actor.has_role(*_VERIFIERS)


def can_feature(actor: Actor) -> bool:
    """Tell whether the actor may say which contributions other partners are shown."""
    return can_author(actor)
