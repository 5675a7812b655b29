"""The keys with which badges are signed: kept encrypted, so that a copy of the database alone signs nothing."""

import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

_BITS = 2048
_ALGORITHM = "RS256"
"""What every verifier of Open Badges has to know."""


def make_key() -> tuple[dict[str, Any], str]:
    """Return a new key: its public part, and the whole of it encrypted."""
    from joserfc.jwk import RSAKey  # only those who sign wait for it

    key = RSAKey.generate_key(_BITS, private=True)
    public = {**key.as_dict(private=False), "alg": _ALGORITHM, "use": "sig"}
    return public, key.as_pem(private=True, password=_password(settings.SECRET_KEY)).decode()


def can_open(sealed: str) -> bool:
    """Tell whether the key was encrypted under the secret key that the installation has now."""
    try:
        _open(sealed, settings.SECRET_KEY)
    except ValueError:
        return False
    return True


def sign(payload: dict[str, Any], *, sealed: str, address: str) -> str:
    """Return the payload as a signed token that names the address of the public key."""
    from joserfc import jws

    header = {"alg": _ALGORITHM, "kid": address, "typ": "JWT"}
    return jws.serialize_compact(header, orjson.dumps(payload), _open(sealed, settings.SECRET_KEY))


@lru_cache(maxsize=4)
def _open(sealed: str, secret: str) -> "RSAKey":
    from joserfc.jwk import RSAKey

    return RSAKey.import_key(sealed, password=_password(secret))


def _password(secret: str) -> str:
    return hmac.digest(secret.encode(), b"badge key", hashlib.sha256).hex()
