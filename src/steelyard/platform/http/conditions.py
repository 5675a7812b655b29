"""Conditional requests (RFC 9110, 13): what was read carries an ETag, and a change may ask that it still holds.

A tag is made of the answer as it is sent, so every operation that reads one thing has one without doing anything for it. A change
with `If-Match` locks the thing's row, reads the thing again as the caller would and compares: two who come with one tag are one
after the other, and the second is refused.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache, wraps
from hashlib import blake2b
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from ninja import NinjaAPI
from ninja.operation import Operation

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound, Refusal, sentence
from steelyard.platform.db import Record
from steelyard.platform.http.schemas import PageSchema

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_IF_MATCH = "HTTP_IF_MATCH"
_CONDITIONS = (_IF_MATCH, "HTTP_IF_NONE_MATCH")


class PreconditionFailed(Refusal):
    """The thing is no longer what the `If-Match` of the request names."""

    code = "precondition_failed"
    status = 412
    text = sentence("This changed since you read it. Read it again and send the change with its new ETag.")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a changing operation changes: the operation that reads it, and whether the change answers with the same shape."""

    path: str
    reading: Operation
    is_answered: bool


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the answer with its ETag, or 304 where the caller has it already."""
    tag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response["ETag"] = tag
    if request.method != "GET" or "HTTP_IF_NONE_MATCH" not in request.META:
        return response
    found = get_conditional_response(request, etag=tag, response=response)
    if not isinstance(found, HttpResponseNotModified):
        return response
    found["ETag"] = tag
    return found


def guard_changes(api: NinjaAPI) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the API's changing operations look at `If-Match` before they begin."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in SAFE_METHODS and (thing := things(api).get(view.__name__)):
                if _IF_MATCH in request.META and (refused := _check(request, thing)) is not None:
                    return refused
                request.answers_thing = thing.is_answered  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return guard


@cache
def things(api: NinjaAPI) -> dict[str, Thing]:
    """Return what each changing operation changes, by the operation's name; an operation on no single thing has none."""
    paths = dict(_paths(api))
    return {
        operation.view_func.__name__: thing
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method not in SAFE_METHODS and (thing := _thing(paths, path, operation)) is not None
    }


def is_thing(shape: Any) -> bool:
    """Tell whether the shape of an answer is one thing rather than a list."""
    return hasattr(shape, "model_fields") and not issubclass(shape, PageSchema)


def shape_of(operation: Operation, status: int = 200) -> Any:
    """Return the shape with which the operation answers, or None."""
    model = operation.response_models.get(status)
    return model.model_fields["response"].annotation if model is not None and hasattr(model, "model_fields") else None


def _paths(api: NinjaAPI) -> Iterator[tuple[str, dict[str, Operation]]]:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            yield path, {method: operation for operation in view.operations for method in operation.methods}


def _thing(paths: dict[str, dict[str, Operation]], path: str, changing: Operation) -> Thing | None:
    """Return the thing at the path, or nearest above it: an approval is a change of the registration that it is under."""
    while path:
        if reading := paths.get(path, {}).get("GET"):
            shape = shape_of(reading)
            if not is_thing(shape):
                return None
            return Thing(path, reading, is_answered=shape in (shape_of(changing), shape_of(changing, 201)))
        path = path.rpartition("/")[0]
    return None


def _check(request: HttpRequest, thing: Thing) -> HttpResponse | None:
    """Return nothing where the thing is what the caller read, else its refusal. Raises: PreconditionFailed."""
    match = request.resolver_match
    named = {name: str(value) for name, value in (match.kwargs if match else {}).items() if f"{{{name}}}" in thing.path}
    for name in named.values():
        _lock(name)
    asked = copy(request)
    asked.method, asked.GET = "GET", QueryDict()
    asked.META = {name: value for name, value in request.META.items() if name not in _CONDITIONS}
    read = thing.reading.run(asked, **named)
    if read.status_code != 200 or not isinstance(read, HttpResponse):
        return read  # type: ignore[return-value]  # whoever may not read it is told so
    tags = parse_etags(request.META[_IF_MATCH])
    if tags != ["*"] and read["ETag"] not in tags:
        raise PreconditionFailed
    return None


def _lock(outside_id: str) -> None:
    """Lock the row behind an outside id until the request ends; what the caller may not see, or is no id, is not locked."""
    prefix = outside_id.rpartition("_")[0]
    model = _models().get(prefix)
    if model is None:
        return
    try:
        key = parse_public_id(prefix, outside_id)
    except NotFound:
        return
    list(model._default_manager.select_for_update(no_key=True).filter(pk=key).values_list("pk"))


@cache
def _models() -> dict[str, type[Model]]:
    return {model.PREFIX: model for model in Record.__subclasses__() if not model._meta.abstract}
