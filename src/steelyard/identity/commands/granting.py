"""What a new key and a new OAuth client have in common: for whom, for what, and how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from steelyard.identity.models import Membership
from steelyard.identity.permissions import KEYS, can_create_key, require
from steelyard.identity.refusals import KeyNotForKeys, KeyTooLong, ScopeUnknown
from steelyard.identity.terms import EVERYTHING, MAX_KEY_DAYS, expand_scopes
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.features import require_open

SECRET_BYTES = 32
HINT_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Grant:
    """The membership for which a program may act, its scopes, and when that ends."""

    membership: Membership
    scopes: tuple[str, ...]
    expires_at: datetime | None


def grant(
    *, actor: Actor, membership_id: UUID, scopes: Sequence[str], expires_in_days: int | None, now: datetime
) -> Grant:
    """Return what the actor may let a program do in the name of a membership.

    Raises: NotFound, KeyNotForKeys, NotAllowed, FeatureNotOpen, ScopeUnknown, KeyTooLong.
    """
    membership = Membership.visible_to(actor).filter(id=membership_id, until=None).first()
    if membership is None:
        raise NotFound
    if actor.scopes is not None:
        raise KeyNotForKeys
    require(can_create_key(actor, membership.person_id))
    require_open(KEYS, actor)
    granted = tuple(sorted(set(scopes))) or (EVERYTHING,)
    try:
        expand_scopes(granted)
    except ValueError as error:
        raise ScopeUnknown(scope=str(error)) from error
    if expires_in_days is not None and not 1 <= expires_in_days <= MAX_KEY_DAYS:
        raise KeyTooLong(days=MAX_KEY_DAYS)
    expires_at = None if expires_in_days is None else now + timedelta(days=expires_in_days)
    return Grant(membership, granted, expires_at)
