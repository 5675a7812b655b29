"""The API's frame: one NinjaAPI, one way to sign in, one shape of errors."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security.base import AuthBase

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, Refusal, SignInRequired, sentence
from steelyard.platform.http.asking import asker
from steelyard.platform.http.conditions import guard_changes, tagged, things
from steelyard.platform.http.description import describe
from steelyard.platform.http.exporting import export_lists, listings
from steelyard.platform.http.problems import BadRequest, MalformedJson, MethodNotAllowed, problem, problem_document
from steelyard.platform.http.selection import SELECTION_TYPE, reduced, select_fields, selectable


class _Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class _Parser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class ScopeMissing(Refusal):
    """The key was not given the scope that the operation asks for."""

    code = "scope_missing"
    status = 403
    text = sentence("This API key lacks the scope {scope}. Create one that has it.")


class ApiKey(AuthBase):
    """`Authorization: Bearer …` carries an API key; a signed-in browser may use its session instead.

    `area` is the part of the API that the key must be scoped for: reading asks for `area:read`, everything else for `area:write`.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key: `steelyard apikey create --person MAIL`, or Settings → API keys."

    def __init__(self, area: str = "") -> None:
        super().__init__()
        self.area = area

    def __call__(self, request: HttpRequest) -> Actor | None:
        actor = asker(request)
        if actor.is_anonymous:
            return None
        is_reading = request.method in {"GET", "HEAD", "OPTIONS"}
        if actor.scopes is None and not is_reading:
            self._require_csrf_token(request)
        scope = f"{self.area}:{'read' if is_reading else 'write'}"
        if self.area and not actor.has_scope(scope):
            raise ScopeMissing(scope=scope)
        return actor

    def _require_csrf_token(self, request: HttpRequest) -> None:
        check = CsrfViewMiddleware(lambda _: HttpResponse())
        request.csrf_processing_done = False  # type: ignore[attr-defined]
        if check.process_view(request, lambda *_: HttpResponse(), (), {}) is not None:
            raise NotAllowed


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the view: programs generate their clients' methods from it."""
        return operation.view_func.__name__

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Return the OpenAPI document with what holds for every operation."""
        document = super().get_openapi_schema(*args, **kwargs)
        changes = {name: thing.is_answered for name, thing in things(self).items()}
        describe(document, changes=changes, selections=selectable(self), lists=listings(self))
        return document

    def create_response(self, request: HttpRequest, data: Any, **told: Any) -> HttpResponse:
        """Return the answer; what was read, or is answered to its change, carries an ETag."""
        selected = getattr(request, "selected_fields", None)
        response = super().create_response(request, reduced(data, selected) if selected else data, **told)
        if selected:
            response["Content-Type"] = SELECTION_TYPE
        if (request.method == "GET" and response.status_code == 200) or getattr(request, "answers_thing", False):
            return tagged(request, response)
        return response


api = _Api(
    title="Steelyard",
    version="1",
    description="Everything the pages do. Errors are problem documents (RFC 9457) with a stable `code`.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=ApiKey(),
    renderer=_Renderer(),
    parser=_Parser(),
)
api.add_decorator(guard_changes(api))
api.add_decorator(export_lists(api))
api.add_decorator(select_fields(api))


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal)


@api.exception_handler(ValidationError)
def on_invalid_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0]), "message": found["msg"]}
        for found in error.errors
    ]
    return problem_document(request, "invalid_input", 422, "Some of the input needs a correction.", errors)


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    refusal = {400: MalformedJson, 401: SignInRequired, 405: MethodNotAllowed}.get(error.status_code, BadRequest)
    return problem_document(request, refusal.code, error.status_code, str(error))


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(request, SignInRequired())
