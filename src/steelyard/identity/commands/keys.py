"""Keys of programs: making and revoking."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.identity import events
from steelyard.identity.authentication import hash_secret
from steelyard.identity.models import ApiKey, Membership
from steelyard.identity.permissions import can_create_key, can_revoke_key, require
from steelyard.identity.refusals import KeyNotForKeys, KeyTooLong, ScopeUnknown
from steelyard.identity.terms import EVERYTHING, KEY_PREFIX, MAX_KEY_DAYS, expand_scopes
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.events import record

_SECRET_BYTES = 32
_HINT_LETTERS = 4


@transaction.atomic
def create_api_key(
    *,
    actor: Actor,
    membership_id: UUID,
    name: str,
    now: datetime,
    scopes: Sequence[str] = (EVERYTHING,),
    expires_in_days: int | None = None,
) -> tuple[UUID, str]:
    """Make a key for one membership and return its id with the secret, which is shown this once and kept nowhere.

    Raises: NotFound, KeyNotForKeys, NotAllowed, ScopeUnknown, KeyTooLong.
    """
    membership = Membership.visible_to(actor).filter(id=membership_id, until=None).first()
    if membership is None:
        raise NotFound
    if actor.scopes is not None:
        raise KeyNotForKeys
    require(can_create_key(actor, membership.person_id))
    granted = tuple(sorted(set(scopes))) or (EVERYTHING,)
    try:
        expand_scopes(granted)
    except ValueError as error:
        raise ScopeUnknown(scope=str(error)) from error
    if expires_in_days is not None and not 1 <= expires_in_days <= MAX_KEY_DAYS:
        raise KeyTooLong(days=MAX_KEY_DAYS)
    secret = KEY_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    key = ApiKey.objects.create(
        membership=membership,
        name=name,
        hint=secret[: len(KEY_PREFIX) + _HINT_LETTERS],
        secret_hash=hash_secret(secret),
        scopes=list(granted),
        created_at=now,
        expires_at=None if expires_in_days is None else now + timedelta(days=expires_in_days),
    )
    created = events.ApiKeyCreated(
        subject_id=key.id, subject_label=name, partner_id=membership.partner_id, scopes=list(granted)
    )
    record(created, actor=actor, now=now, related=[membership.person_id])
    return key.id, secret


@transaction.atomic
def revoke_api_key(*, actor: Actor, key_id: UUID, now: datetime) -> None:
    """Make a key open nothing from its next request on; a revoked key is left as it is.

    Raises: NotFound, NotAllowed.
    """
    key = ApiKey.visible_to(actor).select_related("membership").filter(id=key_id).first()
    if key is None:
        raise NotFound
    require(can_revoke_key(actor, key.membership.person_id, key.membership.partner_id))
    if key.revoked_at is not None:
        return
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    revoked = events.ApiKeyRevoked(subject_id=key.id, subject_label=key.name, partner_id=key.membership.partner_id)
    record(revoked, actor=actor, now=now, related=[key.membership.person_id])
