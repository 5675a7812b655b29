"""SCIM over HTTP (RFC 7644): a directory's requests in, resources, lists and errors out.

Loaded with the first request of a directory. Each is answered under the row-level security of the organization whose it is.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidSyntaxException,
    InvalidValueException,
    ListResponse,
    NotFoundException,
    NotImplementedException,
    PatchOp,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    Schema,
    SCIMException,
    SearchRequest,
    ServiceProviderConfig,
)

from steelyard.identity.refusals import ScimTokenUnknown
from steelyard.identity.scim.collections import Collection, Groups, Users
from steelyard.identity.scim.resources import list_resource_types, list_schemas, provider
from steelyard.identity.scim.searching import search as search_in
from steelyard.kernel.refusals import InvalidInput, NotFound, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import field_texts, refusal_text

_MEDIA_TYPE = "application/scim+json"
_COLLECTIONS: dict[str, type[Collection[Any]]] = {"Users": Users, "Groups": Groups}
_CONFLICT = 409

View = Callable[..., HttpResponse]


class _MethodNotAllowed(SCIMException):
    status = 405
    _default_detail = "This address does not know that method"


def answers(*methods: str) -> Callable[[View], View]:
    """Answer a directory that shows its token, with these methods, and every refusal in SCIM's own shape."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if not hasattr(request, "directory"):
                    raise ScimTokenUnknown
                if request.method not in methods:
                    raise _MethodNotAllowed
                with provider():
                    return view(request, *args, **kwargs)
            except Refusal as refusal:
                response = _fail(_error_of(refusal))
            except SCIMException as exception:
                response = _fail(exception.to_error())
            except ValidationError as error:
                response = _fail(Error.from_validation_errors(error)[0])
            if response.status_code == _MethodNotAllowed.status:
                response["Allow"] = ", ".join(methods)
            return response

        return answered

    return decorate


# --- Discovery ------------------------------------------------------------------------------------------------------------


@answers("GET")
def show_config(_request: HttpRequest) -> HttpResponse:
    """Say what is offered."""
    config: ServiceProviderConfig | None = provider().config
    assert config is not None
    return _give(config.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


@answers("GET")
def show_resource_types(_request: HttpRequest, name: str = "") -> HttpResponse:
    """Describe the types of resources, or one."""
    return _describe(list_resource_types(), ResourceType, name)


@answers("GET")
def show_schemas(_request: HttpRequest, name: str = "") -> HttpResponse:
    """Describe the attributes of each type, or of one."""
    return _describe(list_schemas(), Schema, name)


def _describe(described: Sequence[Any], model: type[Resource[Any]], name: str) -> HttpResponse:
    if not name:
        count = len(described)
        response = ListResponse[model](  # type: ignore[valid-type]
            total_results=count, start_index=1, items_per_page=count, resources=list(described)
        )
        return _give(response.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    for one in described:
        if str(one.id).lower() == name.lower():
            return _give(one.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    raise NotFoundException


# --- Resources ------------------------------------------------------------------------------------------------------------


@answers("GET", "POST")
def answer_collection(request: HttpRequest, kind: str) -> HttpResponse:
    """List a collection, or keep something new in it."""
    collection = _collection(request, kind)
    if request.method == "GET":
        wanted: SearchRequest[Any] = SearchRequest[collection.model].model_validate(request.GET.dict())  # type: ignore[name-defined]
        return _list(wanted, [collection], Context.RESOURCE_QUERY_RESPONSE)
    resource = collection.model.model_validate(_body(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    created = collection.get(collection.create(resource, utc_now()))
    return _show(request, created, Context.RESOURCE_CREATION_RESPONSE, status=201)


@answers("GET", "PUT", "PATCH", "DELETE")
def answer_resource(request: HttpRequest, kind: str, id_: str) -> HttpResponse:
    """Show, replace, change or forget one resource."""
    collection = _collection(request, kind)
    if request.method == "GET":
        return _show(request, collection.get(id_), Context.RESOURCE_QUERY_RESPONSE)
    resource = collection.get(id_, locks=True)
    _require_match(request, resource)
    if request.method == "DELETE":
        collection.delete(id_, utc_now())
        return HttpResponse(status=204)
    if request.method == "PUT":
        context, changed = Context.RESOURCE_REPLACEMENT_RESPONSE, _replaced(request, collection, resource)
    else:
        context, changed = Context.RESOURCE_PATCH_RESPONSE, _patched(request, collection, resource)
    collection.replace(id_, changed, utc_now())
    return _show(request, collection.get(id_), context)


@answers("POST")
def search(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Search one collection, or both, by a request that is not seen in logs of addresses."""
    collections = [_collection(request, name) for name in ([kind] if kind else _COLLECTIONS)]
    models = [collection.model for collection in collections]
    union: Any = models[0] if kind else models[0] | models[1]
    wanted = SearchRequest[union].model_validate(_body(request), scim_ctx=Context.SEARCH_REQUEST)
    return _list(wanted, collections, Context.SEARCH_RESPONSE)


@answers("GET", "POST", "PUT", "PATCH", "DELETE")
def not_offered(_request: HttpRequest) -> HttpResponse:
    """Refuse what the standard leaves to choice and Steelyard leaves out."""
    raise NotImplementedException


@answers("GET", "POST", "PUT", "PATCH", "DELETE")
def nothing(_request: HttpRequest, **_slots: str) -> HttpResponse:
    """Refuse an address that does not exist."""
    raise NotFoundException


# --- Translation ----------------------------------------------------------------------------------------------------------


def _collection(request: HttpRequest, kind: str) -> Collection[Any]:
    return _COLLECTIONS[kind](asker(request), request.directory)  # type: ignore[attr-defined]


def _body(request: HttpRequest) -> Any:
    """Return the JSON of the request. Raises: InvalidSyntaxException, InvalidValueException."""
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidSyntaxException(detail="The body is no JSON") from error
    if b"\\u0000" in request.body:
        raise InvalidValueException(detail="No value has a null character")
    return body


def _replaced(request: HttpRequest, collection: Collection[Any], original: Resource[Any]) -> Resource[Any]:
    wanted = collection.model.model_validate(_body(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    wanted.replace(original)
    return wanted


def _patched(request: HttpRequest, collection: Collection[Any], resource: Resource[Any]) -> Resource[Any]:
    patch = PatchOp[collection.model].model_validate(_body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)  # type: ignore[name-defined]
    patch.patch(resource)
    return resource


def _require_match(request: HttpRequest, resource: Resource[Any]) -> None:
    """Refuse a change of what has changed since it was read. Raises: PreconditionFailedException."""
    asked = parse_etags(request.headers.get("If-Match", "*"))
    if asked != ["*"] and not _is_among(resource, asked):
        raise PreconditionFailedException


def _is_among(resource: Resource[Any], tags: Sequence[str]) -> bool:
    assert resource.meta is not None
    assert resource.meta.version is not None
    return resource.meta.version.removeprefix("W/") in {tag.removeprefix("W/") for tag in tags}


def _show(request: HttpRequest, resource: Resource[Any], context: Context, *, status: int = 200) -> HttpResponse:
    selected = ResponseParameters[type(resource)].model_validate(  # type: ignore[misc]
        {name: request.GET[name] for name in ("attributes", "excludedAttributes") if name in request.GET}
    )
    assert resource.meta is not None
    location, version = resource.meta.location or "", resource.meta.version or ""
    response: HttpResponse
    if request.method == "GET" and _is_among(resource, parse_etags(request.headers.get("If-None-Match", ""))):
        response = HttpResponseNotModified()
    else:
        response = _give(resource.model_dump(scim_ctx=context, response_parameters=selected), status=status)
        response["Location" if status == 201 else "Content-Location"] = location
    response["ETag"] = version
    return response


def _list(wanted: SearchRequest[Any], collections: Sequence[Collection[Any]], context: Context) -> HttpResponse:
    return _give(search_in(wanted, collections).model_dump(scim_ctx=context, response_parameters=wanted))


def _give(document: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(document), status=status, content_type=_MEDIA_TYPE, headers={"Cache-Control": "no-store"}
    )


def _error_of(refusal: Refusal) -> Error:
    if isinstance(refusal, NotFound):
        return NotFoundException().to_error()
    text = "; ".join([refusal_text(refusal), *field_texts(refusal).values()])
    if isinstance(refusal, InvalidInput):
        return Error(status=InvalidValueException.status, scim_type=InvalidValueException.scim_type, detail=text)
    scim_type = {InvalidValueException.status: InvalidValueException.scim_type, _CONFLICT: "uniqueness"}
    return Error(status=refusal.status, scim_type=scim_type.get(refusal.status), detail=text)


def _fail(error: Error) -> HttpResponse:
    response = _give(error.model_dump(), status=error.status or 400)
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Steelyard"'
    return response
