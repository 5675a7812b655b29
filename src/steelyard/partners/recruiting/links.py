"""Signed links in mails to strangers: they name what they are for, so that nothing secret is stored."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

_APPLICATION = "steelyard.partners.application"


def application_path(application_id: UUID) -> str:
    """Return the address at which an application is confirmed."""
    return reverse("partners:application", args=[signing.dumps(application_id.hex, salt=_APPLICATION)])


def read_application_token(token: str) -> UUID | None:
    """Return the application that a token names; None when it was not made here."""
    try:
        return UUID(signing.loads(token, salt=_APPLICATION))
    except signing.BadSignature:
        return None
