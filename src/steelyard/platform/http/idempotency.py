"""Idempotency: a write that is sent twice happens once, and both senders read the same answer.

The key's row is inserted in the request's own transaction: the second of two concurrent requests waits on the unique key until
the first commits, then replays its stored answer; if the first failed, its row is gone and the second does the work.
"""

import hashlib
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from steelyard.kernel.refusals import Refusal, sentence
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import problem, wants_json
from steelyard.platform.models import IdempotencyRecord

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
MAX_KEY_LENGTH = 255
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_SHOWN_ONCE = 0
"""Stands for the status of an answer that held a secret."""
_REPLAYED_HEADERS = ("Content-Type", "Location", "ETag", "HX-Redirect", "HX-Location")


class IdempotencyKeyReused(Refusal):
    """The same key came with another request."""

    code = "idempotency_key_reused"
    status = 409
    text = sentence("This Idempotency-Key was already used for another request. Send a new key.")


class IdempotencyKeyInvalid(Refusal):
    """The key is too long or has characters that no key has."""

    code = "idempotency_key_invalid"
    status = 400
    text = sentence("An Idempotency-Key has 1 to 255 printable ASCII characters.")


class AnswerShownOnce(Refusal):
    """The write under this key has happened, and its answer held a secret that is not kept."""

    code = "answer_shown_once"
    status = 409
    text = sentence(
        "This was done before, and its secret was shown then and is not kept. Revoke it and make a new one."
    )


class IdempotencyMiddleware:
    """Stores the answer to a keyed write and gives it again to a repeat. Refused writes are not stored: correct and resend.

    Of an answer that may not be stored (`Cache-Control: no-store`), such as a new API key with its secret, only that it was given
    is kept: the repeat is refused instead of making a second one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self._key(request)
        if key is None:
            return self.get_response(request)
        if not 0 < len(key) <= MAX_KEY_LENGTH or not key.isascii() or not key.isprintable():
            return problem(request, IdempotencyKeyInvalid())
        owner, request_hash = self._owner(request), self._hash(request)
        if not self._claim(owner, key, request_hash):
            return self._replay(request, owner, key, request_hash)
        response = self.get_response(request)
        self._keep(owner, key, response)
        return response

    def _key(self, request: HttpRequest) -> str | None:
        if request.method not in _WRITES:
            return None
        key = request.headers.get(HEADER)
        if key is None and not wants_json(request):
            key = request.POST.get(FIELD) or None
        return key

    def _owner(self, request: HttpRequest) -> str:
        actor = asker(request)
        return f"{actor.person_id or 'anonymous'}:{actor.partner_id or ''}"

    def _hash(self, request: HttpRequest) -> bytes:
        digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
        if request.content_type == "multipart/form-data":
            # The stream was read to find the field; names and sizes of files stand for their bytes.
            digest.update(request.POST.urlencode().encode())
            sent = [(name, file.name, file.size) for name, files in request.FILES.lists() for file in files]
            digest.update(repr(sent).encode())
        else:
            digest.update(request.body)
        return digest.digest()

    def _claim(self, owner: str, key: str, request_hash: bytes) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into platform_idempotencyrecord (owner, key, request_hash, headers, body, created_at)"
                " values (%s, %s, %s, '{}', '', %s) on conflict do nothing",
                (owner, key, request_hash, utc_now()),
            )
            return bool(cursor.rowcount)

    def _keep(self, owner: str, key: str, response: HttpResponse) -> None:
        mine = IdempotencyRecord.objects.filter(owner=owner, key=key)
        if response.status_code >= 400 or response.streaming:
            if response.status_code < 500:  # at 500 and above the whole transaction is rolled back
                mine.delete()
            return
        headers = {name: response[name] for name in _REPLAYED_HEADERS if name in response}
        is_secret = "no-store" in response.get("Cache-Control", "")
        mine.update(
            status=_SHOWN_ONCE if is_secret else response.status_code,
            headers=headers,
            body=b"" if is_secret else response.content,
        )

    def _replay(self, request: HttpRequest, owner: str, key: str, request_hash: bytes) -> HttpResponse:
        stored = IdempotencyRecord.objects.get(owner=owner, key=key)
        if bytes(stored.request_hash) != request_hash:
            return problem(request, IdempotencyKeyReused())
        if stored.status == _SHOWN_ONCE:
            return problem(request, AnswerShownOnce())
        response = HttpResponse(bytes(stored.body), status=stored.status or 200)
        for name, value in stored.headers.items():
            response[name] = value
        response["Idempotent-Replay"] = "true"
        return response
