"""Going there: who asks, how an answer is classed, and what of it differs between two equal answers."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.walk.filling import Chooser, fill_address, make_body, make_form
from tests.walk.surface import Endpoint

_CHANGING = [
    (re.compile(pattern), "*")
    for pattern in (
        r"^eyJ[\w-]+\.[\w-]+\.[\w-]+$",  # a credential, signed at its instant
        r"\b[0-9A-Za-z]{64}\b",  # tokens against forged requests
        r"(?<=/calendars/)[\w-]+(?=\.ics)",  # the secret of a calendar, new with every address
        r'(?<=name="idempotency_key" value=")[\w-]+',
        r'(?<="request_id":")\w+',
        r'(?<=name="draft" value=")\w+',
        r"(?<=/deals/drafts/)dealreg_\w+(?=/discard/)",
        r'(?<=/settings/webhooks/)webhook_\w+(?=/(">https://hooks\.example\.com/walk|"\s+class="btn btn-primary))',  # just made
        r'(?<=action="/settings/webhooks/)webhook_\w+',
        r"whsec_[\w+/=]+",
        r'(?<=^\{"id":")(?:bulkedit|enrollment)_\w+',  # just made
        r'(?<="created_at":")[\w:.+-]+(?=","checked_at":null)',
        r'(?<=name="began" value=")[\w:-]+',
        r'(?<=name="occurred_at" value=")[\w:-]+',
        r'(?<="last_used_at":")[\w:.+-]+',
        r"(?<=reply-)[0-9a-f]{8}",
        r"<time\b.*?</time>",
        r'(?<=data-live-since=")[\d.]+',
        r'(?<="since": )[\d.]+, "news": (?:null|\{\})',
    )
]
_MADE = re.compile(r"\b(?:bulkedit|enrollment)_\w+")
"""What is made by each of two equal requests, whatever ids stand in them: it has its own."""
_HEADERS = ("Content-Type", "Content-Disposition", "Location", "HX-Redirect", "ETag", "Allow")


@dataclass(frozen=True)
class Answer:
    """What came back, reduced to what must be equal when two answers are."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def verdict(self) -> str:
        """Return how the answer is classed: let in, forbidden, hidden, asked to sign in, no such method, broken."""
        if self.status == HTTPStatus.UNAUTHORIZED or self.headers.get("Location", "").startswith("/account/login"):
            return "sign_in"
        classes = {403: "forbidden", 404: "hidden", 405: "no_method"}
        return "broken" if self.status >= 500 else classes.get(self.status, "allowed")


class Browser(Client):
    """Django's test client without the record of every rendered template, which would take most of the walk's time."""

    def request(self, **request: Any) -> Any:
        """Answer one request; cookies stay those of the beginning."""
        return self.handler(self._base_environ(**request))


@dataclass
class Visitor:
    """Somebody who walks: a browser with its session, or a program with its key."""

    name: str
    client: Client = field(default_factory=Browser)
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, address: str, *, form: Any = None, body: Any = None, is_multipart: bool = False
    ) -> Answer:
        """Send a request, take back what it changed, and return the answer."""
        with transaction.atomic():
            if body is not None and is_multipart:
                data: dict[str, Any] = {"data": body}
            elif body is not None:
                data = {"data": json.dumps(body), "content_type": "application/json"}
            else:
                data = {"data": form or {}}
            response = getattr(self.client, method.lower())(address, **data, headers=dict(self.headers))
            answer = read(response)
            transaction.set_rollback(True)
        return answer

    def visit(self, endpoint: Endpoint, choose: Chooser, *, choose_for_body: Chooser | None = None) -> Answer:
        """Ask an endpoint with ids of somebody's choice in its address, and in its body where that is wanted."""
        address = fill_address(endpoint, choose)
        body = make_body(endpoint, choose_for_body)
        form = make_form(endpoint) if endpoint.method == "POST" and not endpoint.is_api else None
        return self.ask(endpoint.method, address, form=form, body=body, is_multipart=endpoint.is_multipart)


def read(response: HttpResponse) -> Answer:
    """Return a response without what is different each time."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode("utf-8", "replace")
    said = text
    for changing, stands_for_it in _CHANGING:
        text = changing.sub(stands_for_it, text)
    headers = {name: response[name] for name in _HEADERS if name in response}
    if "Location" in headers:
        headers["Location"] = _MADE.sub("*", headers["Location"])
    if text != said:
        headers.pop("ETag", None)  # it tells of what was masked, too
    return Answer(response.status_code, headers, text)


def masked(answer: Answer, *words: str) -> Answer:
    """Return the answer with what was asked for masked, where the page repeats it."""

    def mask(text: str) -> str:
        for word in words:
            text = text.replace(word, "*")
        return text

    return Answer(answer.status, {name: mask(value) for name, value in answer.headers.items()}, mask(answer.body))


def first_difference(one: Answer, other: Answer) -> str:
    """Return where two answers part, to be read in a failed test."""
    if (one.status, one.headers) != (other.status, other.headers):
        return f"{one.status} {one.headers} … {other.status} {other.headers}"
    pairs = enumerate(zip(one.body, other.body, strict=False))
    place = next((n for n, (a, b) in pairs if a != b), min(len(one.body), len(other.body)))
    return f"{one.body[max(0, place - 60) : place + 60]!r} … {other.body[max(0, place - 60) : place + 60]!r}"
