"""Problem documents (RFC 9457): every error of the API in one shape, with the refusal's stable code."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from steelyard.kernel.refusals import Refusal, sentence

PROBLEM_TYPE = "application/problem+json"
_RETRY_AFTER_SECONDS = "5"


class TemporarilyUnavailable(Refusal):
    """The database is away for a moment."""

    code = "temporarily_unavailable"
    status = 503
    text = sentence("The database cannot be reached. Try again in a few seconds.")


class ServerError(Refusal):
    """Something broke; the problem's `request_id` finds it in the logs."""

    code = "server_error"
    status = 500
    text = sentence("Something broke on our side. Nothing was saved; try again in a moment.")


class MalformedJson(Refusal):
    """The body is no JSON."""

    code = "malformed_json"
    status = 400
    text = sentence("The body cannot be read as JSON. Send valid JSON in UTF-8.")


class MethodNotAllowed(Refusal):
    """The address exists, but has no such method."""

    code = "method_not_allowed"
    status = 405
    text = sentence("This address does not know that method. The Allow header names those that it knows.")


class BadRequest(Refusal):
    """HTTP itself was spoken wrongly."""

    code = "http_error"
    status = 400
    text = sentence("The request cannot be understood. Compare it with the API's documentation.")


def refusal_text(refusal: Refusal) -> str:
    """Return the refusal's sentence in the reader's language."""
    return _filled(refusal.text, refusal)


def field_texts(refusal: Refusal) -> dict[str, str]:
    """Return the sentence that belongs beside each field, in the reader's language."""
    return {field: _filled(text, refusal) for field, text in refusal.fields.items()}


def _filled(text: str, refusal: Refusal) -> str:
    return _(text).format_map({**refusal.params}) if refusal.params else _(text)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the request came to the API rather than to a page."""
    return request.path.startswith("/api/")


def problem_url(code: str) -> str:
    """Return the address of the page that explains a code: the `type` of its problems."""
    return f"{settings.BASE_URL}/api/problems/{code}"


def problem_title(code: str) -> str:
    """Return a code as a title."""
    return code.replace("_", " ").capitalize()


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the refusal as a problem document."""
    response = _document(problem_of(request, refusal))
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(refusal.params["seconds"])
    return response


def problem_of(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """Return what a problem document says of a refusal."""
    errors = [{"field": field, "message": text} for field, text in field_texts(refusal).items()]
    return _said(request, refusal.code, refusal.status, refusal_text(refusal), errors)


def problem_document(
    request: HttpRequest, code: str, status: int, detail: str, errors: Sequence[Mapping[str, Any]] = ()
) -> HttpResponse:
    """Return a problem document: `type`, `title`, `status`, `detail`, `code`, `errors`, `request_id`."""
    return _document(_said(request, code, status, detail, errors))


def _document(said: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(said), status=said["status"], content_type=PROBLEM_TYPE)


def _said(
    request: HttpRequest, code: str, status: int, detail: str, errors: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": problem_url(code),
        "title": problem_title(code),
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.path,
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    if errors:
        body["errors"] = list(errors)
    return body


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return the answer while the database cannot be reached."""
    is_program = wants_json(request)
    response = problem(request, TemporarilyUnavailable()) if is_program else render(request, "503.html", status=503)
    response["Retry-After"] = _RETRY_AFTER_SECONDS
    return response
