"""Ids: UUIDv7 inside, a prefixed word outside (`dealreg_01jd…`), so that a stray id says what it is."""

import secrets
import time
from uuid import UUID

from steelyard.kernel.refusals import NotFound

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 26


def new_id() -> UUID:
    """Return a new UUIDv7: 60 bits of time, to a quarter of a microsecond, and 62 random ones.

    Keys are local in an index, come in the order in which a process makes them, and cannot be guessed.

    Source: RFC 9562, 5.7 and 6.2, method 3.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    time_bits = (milliseconds & (1 << 48) - 1) << 16 | 0x7 << 12 | (rest << 12) // 1_000_000
    return UUID(int=time_bits << 64 | 0x2 << 62 | secrets.randbits(62))


def public_id(prefix: str, value: UUID) -> str:
    """Return the outside form of an id: prefix, underscore, 26 letters of Crockford's base 32."""
    number = value.int
    letters = [_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(letters)}"


def parse_public_id(prefix: str, text: str) -> UUID:
    """Return the UUID behind an outside id.

    Raises: NotFound, for a malformed id as for an unknown one, so that neither tells anything.
    """
    head, _, tail = text.rpartition("_")
    if head != prefix or len(tail) != _LENGTH:
        raise NotFound
    number = 0
    for letter in tail.lower():
        if letter not in _VALUES:
            raise NotFound
        number = number << 5 | _VALUES[letter]
    if number >= 1 << 128:
        raise NotFound
    return UUID(int=number)
