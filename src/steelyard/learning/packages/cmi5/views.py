"""The small learning record store that a unit of cmi5 talks to: statements, state and profiles, of its own registration alone.

Source: xAPI 1.0.3, Part Three (1EdTech and ADL); cmi5 (Quartz, 2016), 8 to 11.
"""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.learning.packages.cmi5 import commands, queries
from steelyard.learning.packages.cmi5.policies import describe_launch
from steelyard.learning.packages.cmi5.terms import LAUNCH_DATA
from steelyard.learning.packages.policies import MOST_REPORT_BYTES
from steelyard.learning.packages.refusals import ReportUnreadable
from steelyard.learning.packages.tokens import read_token
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.http.problems import refusal_text

VERSION = "1.0.3"
_DOCUMENTS = {"activities/state": "stateId", "agents/profile": "profileId", "activities/profile": "profileId"}


@csrf_exempt
@require_POST
def fetch_credentials(request: HttpRequest, launch_token: str) -> HttpResponse:  # noqa: ARG001 - the address says it all
    """Give a unit its credentials, once."""
    launch_id, _file = read_token(launch_token)
    try:
        secret = commands.fetch_credentials(launch_id=launch_id, now=utc_now())
    except Refusal as refusal:
        return JsonResponse({"error-code": "3", "error-text": refusal_text(refusal)})
    if not secret:
        return JsonResponse({"error-code": "1", "error-text": _("These credentials were given before.")})
    return JsonResponse({"auth-token": secret})


@csrf_exempt
@require_http_methods(["GET", "PUT", "POST", "DELETE"])
def answer(request: HttpRequest, launch_token: str, resource: str) -> HttpResponse:
    """Answer one request to the record store."""
    launch_id, _file = read_token(launch_token)
    try:
        with as_system():
            queries.require_credentials(launch_id, request.headers.get("Authorization", ""), at=utc_now())
        if len(request.body) > MOST_REPORT_BYTES:
            raise ReportUnreadable(problem=_("it is too long."))
        response = _answer(request, launch_id, resource)
    except Refusal as refusal:
        response = JsonResponse({"code": refusal.code, "detail": refusal_text(refusal)}, status=refusal.status)
    response["X-Experience-API-Version"] = VERSION
    return response


def _answer(request: HttpRequest, launch_id: UUID, resource: str) -> HttpResponse:
    if resource == "about":
        return JsonResponse({"version": [VERSION]})
    if resource == "statements":
        return _read(request, launch_id) if request.method == "GET" else _write(request, launch_id)
    if resource in _DOCUMENTS:
        return _document(request, launch_id, resource)
    raise NotFound


def _write(request: HttpRequest, launch_id: UUID) -> HttpResponse:
    said = _json(request)
    if request.method == "PUT" and isinstance(said, dict):
        said = {"id": request.GET.get("statementId", ""), **said}
    statements = said if isinstance(said, list) else [said]
    if not statements or not all(isinstance(one, dict) for one in statements) or request.method == "DELETE":
        raise ReportUnreadable(problem=_("it cannot be read."))
    ids = commands.store_statements(launch_id=launch_id, statements=statements, now=utc_now())
    return HttpResponse(status=204) if request.method == "PUT" else JsonResponse([str(one) for one in ids], safe=False)


def _read(request: HttpRequest, launch_id: UUID) -> HttpResponse:
    with as_system():
        if asked := request.GET.get("statementId"):
            found = queries.find_statement(launch_id, _uuid(asked))
            if found is None:
                raise NotFound
            return JsonResponse(found)
        listed = queries.list_statements(launch_id, verb=request.GET.get("verb", ""))
    return JsonResponse({"statements": listed, "more": ""})


def _document(request: HttpRequest, launch_id: UUID, resource: str) -> HttpResponse:
    key = request.GET.get(_DOCUMENTS[resource], "")[:200]
    said: dict[str, Any] = {"launch_id": launch_id, "resource": resource, "key": key}
    if request.method == "GET":
        return _give_document(launch_id, resource, key)
    if key in ("", LAUNCH_DATA):
        raise ReportUnreadable(problem=_("it cannot be read."))
    if request.method == "DELETE":
        commands.delete_document(**said, now=utc_now())
        return HttpResponse(status=204)
    body = request.body
    if request.method == "POST":
        body = _merged(launch_id, resource, key, _json(request))
    content_type = request.headers.get("Content-Type", "application/octet-stream")
    commands.put_document(**said, body=body, content_type=content_type, now=utc_now())
    return HttpResponse(status=204)


def _give_document(launch_id: UUID, resource: str, key: str) -> HttpResponse:
    with as_system():
        if not key:
            return JsonResponse(queries.list_document_keys(launch_id, resource), safe=False)
        if key == LAUNCH_DATA and resource == "activities/state":
            return JsonResponse(describe_launch(queries.get_registration(launch_id)))
        found = queries.find_document(launch_id, resource, key)
    if found is None:
        raise NotFound
    body = bytes(found.body)
    # What a unit kept is given back as data alone, whatever it said it was.
    is_json = found.content_type.partition(";")[0] == "application/json"
    response = HttpResponse(body, content_type="application/json" if is_json else "application/octet-stream")
    response["ETag"] = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
    return response


def _merged(launch_id: UUID, resource: str, key: str, said: Any) -> bytes:
    """Return the document with the fields that were sent in the place of its own. Source: xAPI 1.0.3, Part Three, 2.2."""
    with as_system():
        found = queries.find_document(launch_id, resource, key)
    kept = json.loads(bytes(found.body)) if found and found.content_type.startswith("application/json") else {}
    if not isinstance(said, dict) or not isinstance(kept, dict):
        raise ReportUnreadable(problem=_("it cannot be read."))
    return json.dumps({**kept, **said}).encode()


def _json(request: HttpRequest) -> Any:
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ReportUnreadable(problem=_("it cannot be read.")) from error
    if "\\u0000" in json.dumps(said):
        raise ReportUnreadable(problem=_("it has characters that no text has."))
    return said


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise NotFound from error
