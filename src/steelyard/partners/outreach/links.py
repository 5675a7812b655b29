"""Signed links by which a mailbox says that it wants no more mails."""

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

_SALT = "steelyard.partners.opt_out"


def digest_of(email: str) -> str:
    """Return what is kept of a mailbox that wants no more mails."""
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()


def opt_out_path(email: str) -> str:
    """Return the address at which the mailbox wants no more mails; the address itself does not stand in it."""
    return reverse("partners:opt-out", args=[signing.dumps(digest_of(email), salt=_SALT)])


def read_opt_out_token(token: str) -> str | None:
    """Return the digest of the mailbox that a token names; None when it was not made here."""
    try:
        digest: str = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return digest
