"""Who asks for a page of companies."""

from django.http import HttpRequest

from steelyard.companies.permissions import can_browse_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.http.asking import asker


def browser(request: HttpRequest) -> Actor:
    """Return who is asking, if it may read company records. Raises: NotAllowed."""
    actor = asker(request)
    if not can_browse_companies(actor):
        raise NotAllowed
    return actor
