"""How often a program may ask: counted by credential and minute, and said in every answer (IETF draft RateLimit header fields).

The counts lie in memory that the workers of one web server share, since they are forked from one process; the database is not
asked. It is a brake for a program gone wild and no accounting: two workers that count in the same instant may count one request
for two, each machine counts for itself, and a restart forgets.
"""

import mmap
import struct
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock
from time import time
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from steelyard.kernel.refusals import Refusal, sentence
from steelyard.platform.http.problems import problem

WINDOW = 60
_SLOTS, _LOOKED_AT = 1 << 16, 8
_SLOT = struct.Struct("<III")
"""Minute, the rest of the credential's hash, count."""


class RateLimited(Refusal):
    """The key or client asked more often within a minute than this installation allows."""

    code = "rate_limited"
    status = 429
    text = sentence("More than {limit} requests in a minute. Go on in {seconds} seconds, and ask less often.")


class Counts:
    """Counts by credential in memory shared between a process and those that it forks."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _SLOTS * _SLOT.size)
        self._lock = Lock()

    def count(self, credential: UUID, minute: int) -> int:
        """Count one request and return how many the credential has made in the minute."""
        place, tag = struct.unpack("<II", blake2b(credential.bytes, digest_size=8).digest())
        offset = place % _SLOTS * _SLOT.size
        with self._lock:
            kept_minute, kept_tag, count = _SLOT.unpack_from(self._memory, offset)
            if kept_tag != tag or kept_minute != minute:  # seldom: new in this minute, or somebody else's place
                offset = self._find(place, tag, minute)
                kept_minute, kept_tag, count = _SLOT.unpack_from(self._memory, offset)
            count = count + 1 if kept_tag == tag and kept_minute == minute else 1
            _SLOT.pack_into(self._memory, offset, minute, tag, count)
        return count

    def _find(self, place: int, tag: int, minute: int) -> int:
        """Return the credential's slot, or the first near its place that nobody uses in this minute, or else its place."""
        offsets = [(place + step) % _SLOTS * _SLOT.size for step in range(_LOOKED_AT)]
        free = offsets[0]
        for offset in reversed(offsets):
            kept_minute, kept_tag, _ = _SLOT.unpack_from(self._memory, offset)
            if kept_minute != minute:
                free = offset
            elif kept_tag == tag:
                return offset
        return free


_counts = Counts()  # made before the workers are forked, and so theirs in common


class RateLimits:
    """Refuses a program that asks too often, and tells every other one how often it still may. Stands behind who is asking."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        credential: UUID | None = getattr(request, "credential", None)
        limit: int = settings.API_REQUESTS_PER_MINUTE
        if credential is None or not limit:
            return self.get_response(request)
        now = int(time())
        ends_in = WINDOW - now % WINDOW
        left = limit - _counts.count(credential, now // WINDOW)
        refusal = RateLimited(limit=limit, seconds=ends_in) if left < 0 else None
        response = problem(request, refusal) if refusal else self.get_response(request)
        response["RateLimit-Policy"] = f'"credential";q={limit};w={WINDOW}'
        response["RateLimit"] = f'"credential";r={max(0, left)};t={ends_in}'
        return response
