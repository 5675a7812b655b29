"""The signed link of an invitation: it names the invitation and its serial, so that nothing secret is stored or queued."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

_SALT = "steelyard.identity.invitation"


def invitation_token(invitation_id: UUID, serial: int) -> str:
    """Return the token that stands in the mail's link."""
    return signing.dumps([invitation_id.hex, serial], salt=_SALT)


def read_invitation_token(token: str) -> tuple[UUID, int] | None:
    """Return the invitation and serial that a token names; None when it was not made here."""
    try:
        name, serial = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return UUID(name), int(serial)


def invitation_path(invitation_id: UUID, serial: int) -> str:
    """Return the address at which the invitation is accepted."""
    return reverse("identity:invitation-accept", args=[invitation_token(invitation_id, serial)])
