"""OAuth clients: making, revoking, and giving them access tokens."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare

from steelyard.identity import events
from steelyard.identity.authentication import hash_secret
from steelyard.identity.commands.granting import HINT_LETTERS, SECRET_BYTES, grant
from steelyard.identity.models import ApiKey, OAuthClient
from steelyard.identity.permissions import can_revoke_key, require
from steelyard.identity.refusals import ClientUnknown, ScopeNotGranted
from steelyard.identity.terms import (
    CLIENT_SECRET_PREFIX,
    EVERYTHING,
    TOKEN_LASTS,
    TOKEN_PREFIX,
    expand_scopes,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.events import record


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """An access token, which is shown this once; how long it holds, and for what."""

    secret: str
    lasts: timedelta
    scopes: tuple[str, ...]


@transaction.atomic
def create_oauth_client(
    *,
    actor: Actor,
    membership_id: UUID,
    name: str,
    now: datetime,
    scopes: Sequence[str] = (EVERYTHING,),
    expires_in_days: int | None = None,
) -> tuple[UUID, str]:
    """Make a client for one membership and return its id with the secret, which is shown this once and kept nowhere.

    Raises: NotFound, KeyNotForKeys, NotAllowed, ScopeUnknown, KeyTooLong.
    """
    granted = grant(actor=actor, membership_id=membership_id, scopes=scopes, expires_in_days=expires_in_days, now=now)
    secret = CLIENT_SECRET_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    client = OAuthClient.objects.create(
        membership=granted.membership,
        name=name,
        hint=secret[: len(CLIENT_SECRET_PREFIX) + HINT_LETTERS],
        secret_hash=hash_secret(secret),
        scopes=list(granted.scopes),
        created_at=now,
        expires_at=granted.expires_at,
    )
    created = events.OAuthClientCreated(
        subject_id=client.id, subject_label=name, partner_id=granted.membership.partner_id, scopes=list(granted.scopes)
    )
    record(created, actor=actor, now=now, related=[granted.membership.person_id])
    return client.id, secret


@transaction.atomic
def revoke_oauth_client(*, actor: Actor, client_id: UUID, now: datetime) -> None:
    """Give a client no tokens any more and end those that it has; a revoked client is left as it is.

    Raises: NotFound, NotAllowed.
    """
    rows = OAuthClient.visible_to(actor).select_related("membership").select_for_update(of=("self",))
    client = rows.filter(id=client_id).first()
    if client is None:
        raise NotFound
    require(can_revoke_key(actor, client.membership.person_id, client.membership.partner_id))
    if client.revoked_at is not None:
        return
    client.revoked_at = now
    client.save(update_fields=["revoked_at"])
    ApiKey.objects.filter(client=client, revoked_at=None).update(revoked_at=now)
    revoked = events.OAuthClientRevoked(
        subject_id=client.id, subject_label=client.name, partner_id=client.membership.partner_id
    )
    record(revoked, actor=actor, now=now, related=[client.membership.person_id])


@transaction.atomic
def issue_access_token(*, client_id: str, secret: str, scopes: Sequence[str], now: datetime) -> IssuedToken:
    """Give a client an access token for its secret: for all of its scopes, or for those that it asks for.

    Whoever has the secret is the client, so nobody else is asking. Its tokens that ended are forgotten at the same time. The
    client's row is locked, so that a token that is given while the client is revoked is ended with the others.

    Raises: ClientUnknown, ScopeNotGranted.
    """
    client = _find_client(client_id, secret)
    if not client.is_live(now) or client.membership.until is not None or not client.membership.person.is_active:
        raise ClientUnknown
    granted = tuple(sorted(set(scopes))) or tuple(client.scopes)
    _require_granted(granted, tuple(client.scopes))
    client.last_used_at = now
    client.save(update_fields=["last_used_at"])
    client.tokens.filter(expires_at__lte=now).delete()
    token = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    ApiKey.objects.create(
        membership=client.membership,
        client=client,
        name=client.name,
        hint=token[: len(TOKEN_PREFIX) + HINT_LETTERS],
        secret_hash=hash_secret(token),
        scopes=list(granted),
        created_at=now,
        expires_at=min(now + TOKEN_LASTS, client.expires_at or now + TOKEN_LASTS),
    )
    return IssuedToken(secret=token, lasts=TOKEN_LASTS, scopes=granted)


def _find_client(client_id: str, secret: str) -> OAuthClient:
    try:
        key = OAuthClient.parse_id(client_id)
    except NotFound as error:
        raise ClientUnknown from error
    rows = OAuthClient.objects.select_related("membership__person").select_for_update(of=("self",))
    client = rows.filter(id=key).first()
    if client is None or not constant_time_compare(bytes(client.secret_hash), hash_secret(secret)):
        raise ClientUnknown
    return client


def _require_granted(asked: tuple[str, ...], granted: tuple[str, ...]) -> None:
    for scope in asked:
        try:
            is_granted = expand_scopes((scope,)) <= expand_scopes(granted)
        except ValueError:
            is_granted = False
        if not is_granted:
            raise ScopeNotGranted(scope=scope, granted=" ".join(granted))
