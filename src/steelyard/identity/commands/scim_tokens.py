"""Tokens with which directories write here over SCIM: making and revoking."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.identity import events
from steelyard.identity.authentication import hash_secret
from steelyard.identity.commands.granting import HINT_LETTERS, SECRET_BYTES
from steelyard.identity.models import Connection, ScimToken
from steelyard.identity.permissions import can_manage_connections, require
from steelyard.identity.refusals import KeyNotForKeys, KeyTooLong
from steelyard.identity.terms import MAX_KEY_DAYS, SCIM_PREFIX
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.events import record


@transaction.atomic
def create_scim_token(
    *, actor: Actor, connection_id: UUID, name: str, now: datetime, expires_in_days: int | None = None
) -> tuple[UUID, str]:
    """Make a token for a connection's directory and return its id with the secret, which is shown this once and kept nowhere.

    Raises: NotFound, NotAllowed, KeyNotForKeys, KeyTooLong.
    """
    require(can_manage_connections(actor))
    if actor.scopes is not None:
        raise KeyNotForKeys
    connection = Connection.visible_to(actor).filter(id=connection_id).first()
    if connection is None:
        raise NotFound
    if expires_in_days is not None and not 1 <= expires_in_days <= MAX_KEY_DAYS:
        raise KeyTooLong(days=MAX_KEY_DAYS)
    secret = SCIM_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = ScimToken.objects.create(
        connection=connection,
        name=name,
        hint=secret[: len(SCIM_PREFIX) + HINT_LETTERS],
        secret_hash=hash_secret(secret),
        created_at=now,
        expires_at=None if expires_in_days is None else now + timedelta(days=expires_in_days),
    )
    created = events.ScimTokenCreated(
        subject_id=token.id, subject_label=name, partner_id=connection.partner_id, connection=connection.name
    )
    record(created, actor=actor, now=now, related=[connection.id])
    return token.id, secret


@transaction.atomic
def revoke_scim_token(*, actor: Actor, token_id: UUID, now: datetime) -> None:
    """Refuse the directory that shows the token from its next request on; whom it let in stays. A revoked one is left as it is.

    Raises: NotFound, NotAllowed.
    """
    require(can_manage_connections(actor))
    rows = ScimToken.visible_to(actor).select_related("connection").select_for_update(of=("self",))
    token = rows.filter(id=token_id).first()
    if token is None:
        raise NotFound
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    revoked = events.ScimTokenRevoked(
        subject_id=token.id,
        subject_label=token.name,
        partner_id=token.connection.partner_id,
        connection=token.connection.name,
    )
    record(revoked, actor=actor, now=now, related=[token.connection_id])
