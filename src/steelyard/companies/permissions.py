"""Who may do what with companies."""

from steelyard.kernel.actors import Actor, Role

_STEWARDS = (Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE, Role.PROGRAM_ADMIN, Role.MARKETING)


def can_browse_companies(actor: Actor) -> bool:
    """Tell whether the actor may read every company, with names, owners and match evidence."""
    return (actor.is_host or actor.is_system) and actor.has_scope("companies:read")


def can_search_companies(actor: Actor) -> bool:
    """Tell whether the actor may look up the companies it may see."""
    return not actor.is_anonymous and actor.has_scope("companies:read")


def can_introduce_company(actor: Actor) -> bool:
    """Tell whether the actor may name a company that may turn out to be a new one."""
    return not actor.is_anonymous


def can_change_companies(actor: Actor) -> bool:
    """Tell whether the actor may create and change companies, their names, domains and owners."""
    return can_browse_companies(actor) and actor.has_role(*_STEWARDS) and actor.has_scope("companies:write")


def can_list_company(actor: Actor) -> bool:
    """Tell whether the actor may put a company into the directory that partners search, or take it out."""
    return can_change_companies(actor) and actor.has_role(Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)


def can_merge_companies(actor: Actor) -> bool:
    """Tell whether the actor may say that two companies are one, and take it back: it moves deals and what is protected."""
    return can_list_company(actor)
