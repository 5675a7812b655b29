"""Secrets and signatures as the Standard Webhooks specification defines them (scheme v1, HMAC-SHA256).

A secret is made from the installation's key, the endpoint and a serial, like the links of invitations: the database holds none,
and whoever reads it alone can sign nothing. Rotation counts the serial up.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings

SECRET_PREFIX = "whsec_"  # noqa: S105 - what secrets begin with


def secret_of(webhook_id: UUID, serial: int) -> str:
    """Return the endpoint's secret with that serial, as its receiver keeps it."""
    return SECRET_PREFIX + base64.b64encode(_key(webhook_id, serial)).decode()


def _key(webhook_id: UUID, serial: int) -> bytes:
    root = hmac.digest(settings.SECRET_KEY.encode(), b"webhook secret", hashlib.sha256)
    return hmac.digest(root, f"{webhook_id.hex}:{serial}".encode(), hashlib.sha256)


def signed_headers(
    webhook_id: UUID, serials: Iterable[int], *, message_id: str, body: bytes, now: datetime
) -> dict[str, str]:
    """Return the three headers that prove the message; during a rotation it carries a signature for each secret in force."""
    timestamp = str(int(now.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    signatures = (hmac.digest(_key(webhook_id, serial), content, hashlib.sha256) for serial in serials)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join("v1," + base64.b64encode(signature).decode() for signature in signatures),
    }
