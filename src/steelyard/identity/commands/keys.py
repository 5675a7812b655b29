"""Keys of programs: making and revoking."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.identity import events
from steelyard.identity.authentication import hash_secret
from steelyard.identity.commands.granting import HINT_LETTERS, SECRET_BYTES, grant
from steelyard.identity.models import ApiKey
from steelyard.identity.permissions import can_revoke_key, require
from steelyard.identity.terms import EVERYTHING, KEY_PREFIX
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.events import record


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
    granted = grant(actor=actor, membership_id=membership_id, scopes=scopes, expires_in_days=expires_in_days, now=now)
    secret = KEY_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey.objects.create(
        membership=granted.membership,
        name=name,
        hint=secret[: len(KEY_PREFIX) + HINT_LETTERS],
        secret_hash=hash_secret(secret),
        scopes=list(granted.scopes),
        created_at=now,
        expires_at=granted.expires_at,
    )
    created = events.ApiKeyCreated(
        subject_id=key.id, subject_label=name, partner_id=granted.membership.partner_id, scopes=list(granted.scopes)
    )
    record(created, actor=actor, now=now, related=[granted.membership.person_id])
    return key.id, secret


@transaction.atomic
def revoke_api_key(*, actor: Actor, key_id: UUID, now: datetime) -> None:
    """Make a key open nothing from its next request on; a revoked key is left as it is.

    Raises: NotFound, NotAllowed.
    """
    key = ApiKey.visible_to(actor).select_related("membership").filter(id=key_id, client=None).first()
    if key is None:
        raise NotFound
    require(can_revoke_key(actor, key.membership.person_id, key.membership.partner_id))
    if key.revoked_at is not None:
        return
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    revoked = events.ApiKeyRevoked(subject_id=key.id, subject_label=key.name, partner_id=key.membership.partner_id)
    record(revoked, actor=actor, now=now, related=[key.membership.person_id])
