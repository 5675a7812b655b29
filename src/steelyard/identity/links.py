"""Signed links: of an invitation, and of an action that a mail offers.

They name what they are for, so that nothing secret is stored or queued.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing
from django.urls import reverse

_SALT = "steelyard.identity.invitation"
_MAIL_SALT = "steelyard.identity.mail_link"


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


# --- Links that act ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLink:
    """What a link from a mail is for: one action of one membership on one version of one subject, until an instant."""

    membership_id: UUID
    action: str
    subject_id: UUID
    version: int
    expires_at: datetime


def mail_link_token(link: MailLink) -> str:
    """Return the token that stands in the mail; nothing of it is stored until it is used."""
    said = [
        link.membership_id.hex,
        link.action,
        link.subject_id.hex,
        link.version,
        int(link.expires_at.timestamp()),
    ]
    return signing.dumps(said, salt=_MAIL_SALT)


def read_mail_link(token: str) -> MailLink | None:
    """Return what a token says, expired or not; None when it was not made here."""
    try:
        membership, action, subject, version, expires = signing.loads(token, salt=_MAIL_SALT)
    except signing.BadSignature:
        return None
    return MailLink(
        membership_id=UUID(membership),
        action=action,
        subject_id=UUID(subject),
        version=version,
        expires_at=datetime.fromtimestamp(expires, UTC),
    )


def mail_link_path(link: MailLink) -> str:
    """Return the address at which the action is confirmed."""
    return reverse("identity:mail-link", args=[mail_link_token(link)])
