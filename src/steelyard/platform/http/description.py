"""What the OpenAPI document says of every operation alike: problems, conditions, repeats, media types."""

from collections.abc import Container
from http.client import responses as phrases
from typing import Any

from ninja.schema import NinjaGenerateJsonSchema

from steelyard.platform.exports.terms import FileFormat
from steelyard.platform.http.problems import PROBLEM_TYPE
from steelyard.platform.http.schemas import Problem
from steelyard.platform.http.selection import PARAMETER, SELECTION_TYPE

Document = dict[str, Any]
_WRITES = ("post", "put", "patch", "delete")


def _header(name: str, description: str, **shape: Any) -> Document:
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": description,
        "schema": {"type": "string", "title": name, **shape},
    }


IF_NONE_MATCH = _header("If-None-Match", "ETags that the caller has: with one of them the answer is 304 and empty.")
IF_MATCH = _header(
    "If-Match", "The ETag that was read: the change is refused with 412 where the thing has changed since."
)
IDEMPOTENCY_KEY = _header(
    "Idempotency-Key",
    "A key of the caller's choice: what is sent twice under one key happens once, and is answered alike.",
    minLength=1,
    maxLength=255,
)
_ETAG = {
    "ETag": {
        "description": "The version of what was read, for If-None-Match and If-Match.",
        "schema": {"type": "string"},
    }
}

_PROBLEMS = (400, 401, 403, 404, 409, 413, 422, 429, 503)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_WHATEVER_WAS_WANTED: Document = {"title": "Selection", "anyOf": [{"type": "object"}, {"type": "array"}]}

_FILE: Document = {"type": "string", "format": "binary"}
_ROWS: Document = {"title": "Rows", "type": "array", "items": {"type": "object"}}

_WAIT = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": "The limit: `q` requests in `w` seconds.", "schema": {"type": "string"}},
    "RateLimit": {"description": "`r` requests are left for `t` seconds.", "schema": {"type": "string"}},
}


FORMAT: Document = {
    "in": "query",
    "name": "format",
    "required": False,
    "description": "The whole list as a file instead of a page of it. `Accept` with its media type asks likewise.",
    "schema": {"type": "string", "title": "Format", "enum": [str(one) for one in FileFormat]},
}


def describe(
    document: Document,
    *,
    changes: dict[str, bool],
    selections: dict[str, tuple[str, ...]],
    lists: Container[str],
) -> None:
    """Add to the document what holds for every operation.

    `changes` names the operations that take If-Match, and says of each whether its answer carries the new ETag; `selections` those
    that take `fields`, each with the fields that there are; `lists` those whose answer can be a file.
    """
    document["components"]["schemas"]["Problem"] = Problem.model_json_schema(schema_generator=NinjaGenerateJsonSchema)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            name = operation["operationId"]
            _say_what_goes_wrong(operation)
            _set_media_types(operation)
            _name_examples(operation)
            if method == "get" and _is_json(operation, 200):
                _say_how_to_read(operation, selections.get(name))
                if name in lists:
                    _say_how_to_export(operation)
            if method in _WRITES:
                operation["parameters"].append(IDEMPOTENCY_KEY)
            if name in changes:
                _say_how_to_change(operation, is_answered=changes[name])


def _say_what_goes_wrong(operation: Document) -> None:
    responses = operation["responses"]
    for status in _PROBLEMS:
        responses[status] = {"description": phrases[status], "content": {PROBLEM_TYPE: {"schema": _PROBLEM}}}
    responses[429]["headers"] = _WAIT


def _say_how_to_read(operation: Document, known: tuple[str, ...] | None) -> None:
    responses = operation["responses"]
    if known:
        operation["parameters"].append(_fields(known))
        responses[200]["content"][SELECTION_TYPE] = {"schema": _WHATEVER_WAS_WANTED}
    operation["parameters"].append(IF_NONE_MATCH)
    responses[200]["headers"] = _ETAG
    responses[304] = {"description": "Not Modified", "headers": _ETAG}


def _say_how_to_export(operation: Document) -> None:
    operation["parameters"].append(FORMAT)
    content = operation["responses"][200]["content"]
    for one in FileFormat:
        content[one.media_type] = {"schema": _ROWS if one is FileFormat.JSON else _FILE}


def _say_how_to_change(operation: Document, *, is_answered: bool) -> None:
    responses = operation["responses"]
    operation["parameters"].append(IF_MATCH)
    responses[412] = responses[409]
    for status in (200, 201):
        if is_answered and _is_json(operation, status):
            responses[status]["headers"] = _ETAG


def _name_examples(operation: Document) -> None:
    """Put examples of parameters into their schemas: beside it they would need names."""
    for parameter in operation["parameters"]:
        if "examples" in parameter:
            parameter["schema"]["examples"] = parameter.pop("examples")


def _fields(known: tuple[str, ...]) -> Document:
    return {
        "in": "query",
        "name": PARAMETER,
        "required": False,
        "description": f"Only these fields, by commas, of {', '.join(known)}.",
        "schema": {"type": "string", "title": "Fields", "examples": [",".join(known[:2])]},
    }


def _set_media_types(operation: Document) -> None:
    """Give files the media type that they are sent with."""
    for response in operation["responses"].values():
        for schema in list(response.get("content", {}).values()):
            if schema["schema"].get("format") == "binary":
                response["content"] = {"application/octet-stream": schema}
            elif media_type := schema["schema"].get("contentMediaType"):
                response["content"] = {media_type: schema}


def _is_json(operation: Document, status: int) -> bool:
    return "application/json" in operation["responses"].get(status, {}).get("content", {})
