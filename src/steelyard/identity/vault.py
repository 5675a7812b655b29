"""Keeping secrets that must be read again: what stands in the database is of no use without the installation's key.

The key is derived from `SECRET_KEY`, as those of webhooks and invitations are; a database dump alone opens nothing.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class SealBroken(Exception):
    """What is kept sealed was sealed with another secret key than the installation has now, or was changed."""


def seal(text: str) -> str:
    """Return `text` encrypted and signed."""
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raises: SealBroken."""
    from cryptography.fernet import InvalidToken

    try:
        return _cipher(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


@lru_cache(maxsize=2)
def _cipher(key: str) -> "Fernet":
    from cryptography.fernet import Fernet  # only those who set up or use a second factor wait for it

    return Fernet(base64.urlsafe_b64encode(hmac.digest(key.encode(), b"identity vault", hashlib.sha256)))
