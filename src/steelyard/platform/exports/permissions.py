"""Who may take a list with them."""

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import sentence
from steelyard.platform.features import Feature, declare, is_open

LISTS_AS_FILES = declare(
    Feature(
        key="exports",
        name=sentence("Lists as files"),
        about=sentence("Take what a list shows along as an Excel, CSV or JSON file."),
    )
)

EXPORTING_ROLES = frozenset(Role) - {Role.ARCHITECT, Role.PARTNER_MARKETING, Role.ENABLEMENT}
"""Whoever sells, manages, answers for money or audits. Who needs lists only to look something up reads them page by page."""


def can_export(actor: Actor) -> bool:
    """Tell whether the actor may take what a list shows them as a file."""
    return actor.has_role(*EXPORTING_ROLES) and is_open(LISTS_AS_FILES, actor)
