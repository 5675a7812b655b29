"""Statements from elsewhere: what other systems say that people completed, recorded as completions with their evidence."""

import json
from base64 import b64encode
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import find_people
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import new_id, parse_public_id
from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.learning import queries
from steelyard.learning.commands import import_completion
from steelyard.learning.records.reading import ToldCompletion, read_completion, read_id
from steelyard.learning.refusals import CompletionKnown, StatementsUnreadable
from steelyard.learning.terms import ExternalCompletion
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.http.problems import refusal_text

VERSIONS = ["1.0.3", "2.0.0"]
MOST_STATEMENTS = 500


@require_GET
def tell_about(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - pages are called alike
    """Tell which versions of xAPI are spoken."""
    if not settings.XAPI_CREDENTIALS:
        raise NotFound
    return _answered(JsonResponse({"version": VERSIONS}))


@csrf_exempt
@require_http_methods(["POST", "PUT"])
def take_statements(request: HttpRequest) -> HttpResponse:
    """Record the completions among the statements, all or none; what is about something else is let pass."""
    if not settings.XAPI_CREDENTIALS:
        raise NotFound
    if not _is_known(request):
        refused = JsonResponse({"detail": "Send the user and password of this record store."}, status=401)
        refused["WWW-Authenticate"] = 'Basic realm="xAPI"'
        return _answered(refused)
    try:
        with transaction.atomic(), as_system():
            ids = [_take(one) for one in _read(request)]
    except Refusal as refusal:
        said = {"code": refusal.code, "detail": refusal_text(refusal)}
        return _answered(JsonResponse(said, status=400 if refusal.status == 422 else refusal.status))
    return _answered(HttpResponse(status=204) if request.method == "PUT" else JsonResponse(ids, safe=False))


def _is_known(request: HttpRequest) -> bool:
    wanted = f"Basic {b64encode(settings.XAPI_CREDENTIALS.encode()).decode()}"
    return constant_time_compare(request.headers.get("Authorization", ""), wanted)


def _read(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise StatementsUnreadable from error
    if request.method == "PUT" and isinstance(said, dict):
        said = {**said, "id": request.GET.get("statementId", "")}
    statements = said if isinstance(said, list) else [said]
    if not 0 < len(statements) <= MOST_STATEMENTS or not all(isinstance(one, dict) for one in statements):
        raise StatementsUnreadable
    return statements


def _take(statement: dict[str, Any]) -> str:
    """Record what a statement tells, unless it is known, and return its id."""
    now, key = utc_now(), str(read_id(statement) or new_id())
    told = read_completion(statement, address=settings.BASE_URL, today=queries.today(now))
    if told is None:
        return key
    completion = ExternalCompletion(
        email=told.email or _mail_of(told),
        certification=told.certification,
        completed_on=told.completed_on,
        evidence=f"xAPI {key}",
    )
    with suppress(CompletionKnown):  # it was told before
        import_completion(actor=SYSTEM, completion=completion, now=now)
    return key


def _mail_of(told: ToldCompletion) -> str:
    try:
        person_id = parse_public_id("person", told.person)
    except NotFound:
        return ""
    person = find_people({person_id}).get(person_id)
    return person.email if person else ""


def _answered(response: HttpResponse) -> HttpResponse:
    response["X-Experience-API-Version"] = VERSIONS[0]
    return response
