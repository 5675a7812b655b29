"""The keys of badges: the first made when it is needed, replaced when somebody says so."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import permissions
from steelyard.learning.badges.signing import can_open, make_key
from steelyard.learning.events import BadgeKeyReplaced
from steelyard.learning.models import BadgeKey
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def ensure_key(*, now: datetime) -> None:
    """Make the key that signs badges, unless there is one that this installation can use."""
    with as_system():
        current = BadgeKey.objects.filter(ended_at=None).first()
        if current is None or not can_open(current.sealed):
            _replace(actor=SYSTEM, is_compromised=False, now=now)


@transaction.atomic
def replace_key(*, actor: Actor, is_compromised: bool, now: datetime) -> UUID:
    """Sign badges with another key from now on, and return its id.

    What the old one signed goes on to be verified, unless it is compromised: then holders fetch their badges anew.

    Raises: NotAllowed.
    """
    if not permissions.can_define_certifications(actor):
        raise NotAllowed
    with as_system():
        return _replace(actor=actor, is_compromised=is_compromised, now=now)


def _replace(*, actor: Actor, is_compromised: bool, now: datetime) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('learning.badge_key'))")
    current = BadgeKey.objects.filter(ended_at=None).first()
    if current is not None:
        if actor == SYSTEM and can_open(current.sealed):
            return current.id  # somebody else made it while this one waited
        current.ended_at, current.is_compromised = now, is_compromised
        current.save(update_fields=["ended_at", "is_compromised"])
    public, sealed = make_key()
    key = BadgeKey.objects.create(public=public, sealed=sealed, begun_at=now, begun_by=actor.person_id)
    happened = BadgeKeyReplaced(subject_id=key.id, subject_label=key.public_id, is_compromised=is_compromised)
    record(happened, actor=actor, now=now)
    return key.id
