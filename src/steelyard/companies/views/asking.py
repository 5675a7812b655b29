"""Who asks for a page of companies."""

from django.http import HttpRequest

from steelyard.companies.permissions import can_browse_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed


def asker(request: HttpRequest) -> Actor:
    """Return who is asking."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def browser(request: HttpRequest) -> Actor:
    """Return who is asking, if it may read company records. Raises: NotAllowed."""
    actor = asker(request)
    if not can_browse_companies(actor):
        raise NotAllowed
    return actor
