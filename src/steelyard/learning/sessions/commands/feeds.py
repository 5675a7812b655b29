"""The private address at which somebody's calendar follows their sessions: opened, and closed again."""

import secrets
from datetime import datetime

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import permissions
from steelyard.learning.models import CalendarFeed
from steelyard.learning.sessions.policies import digest_of

_BYTES = 32


@transaction.atomic
def open_feed(*, actor: Actor, now: datetime) -> str:
    """Return a new secret address part for the actor's calendar; an earlier one no longer works.

    Raises: NotAllowed.
    """
    if not permissions.can_learn(actor) or actor.person_id is None:
        raise NotAllowed
    secret = secrets.token_urlsafe(_BYTES)
    CalendarFeed.objects.filter(person=actor.person_id).delete()
    CalendarFeed.objects.create(person_id=actor.person_id, secret_hash=digest_of(secret), created_at=now)
    return secret


@transaction.atomic
def revoke_feed(*, actor: Actor) -> None:
    """Let the address of the actor's calendar lead nowhere. Raises: NotAllowed."""
    if not permissions.can_learn(actor):
        raise NotAllowed
    CalendarFeed.objects.filter(person=actor.person_id).delete()
