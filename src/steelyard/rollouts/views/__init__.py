"""Pages of rollouts, pilots and their feedback."""

from django.http import HttpRequest

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.http.asking import asker
from steelyard.rollouts.permissions import can_manage_rollouts


def planner(request: HttpRequest) -> Actor:
    """Return who asks, one who may plan rollouts. Raises: NotAllowed."""
    actor = asker(request)
    if not can_manage_rollouts(actor):
        raise NotAllowed
    return actor
