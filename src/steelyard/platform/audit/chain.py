"""The chain itself: how an event becomes text, and how a seal follows from the one before it."""

import hashlib
import hmac

from django.conf import settings

GENESIS = bytes(32)
"""What stands before the first seal."""

# The whole row, in types whose text is the same in every session and every version of the server.
EVENT_TEXT = """
    jsonb_build_array(
        e.id, e.sequence, e.type, (extract(epoch from e.occurred_at) * 1000000)::bigint, e.actor_kind, e.actor_id, e.partner_id,
        e.is_internal, e.subject_type, e.subject_id, e.subject_label, e.payload, e.request_id
    )::text
"""


def seal_after(before: bytes, text: str) -> bytes:
    """Return the seal of an event's text that follows the seal `before`."""
    return hmac.digest(_key(), before + text.encode(), hashlib.sha256)


def redaction_after(before: bytes, text: str) -> bytes:
    """Return the seal of what an event says after a redaction; `before` is its seal, or that of the redaction before."""
    return hmac.digest(_key(), b"redaction" + before + text.encode(), hashlib.sha256)


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"audit seal", hashlib.sha256)
