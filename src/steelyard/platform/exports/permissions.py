"""Who may take a list with them."""

from steelyard.kernel.actors import Actor, Role

EXPORTING_ROLES = frozenset(Role) - {Role.ARCHITECT, Role.PARTNER_MARKETING, Role.ENABLEMENT}
"""Whoever sells, manages, answers for money or audits. Who needs lists only to look something up reads them page by page."""


def can_export(actor: Actor) -> bool:
    """Tell whether the actor may take what a list shows them as a file."""
    return actor.has_role(*EXPORTING_ROLES)
