"""The API's documentation as a page of our own: the OpenAPI document, readable without script or foreign assets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from steelyard.platform.http.api import api
from steelyard.platform.http.catalog import get_problem_kind, list_problem_kinds

_METHODS = ("get", "post", "put", "patch", "delete")
_DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter or one field of a body or answer; a nested field is named by its path."""

    name: str
    type: str
    is_required: bool
    description: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: list[Field]
    answers: list[tuple[str, str, list[Field]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations of one tag."""

    name: str
    anchor: str
    operations: list[Operation]


def api_docs(request: HttpRequest) -> HttpResponse:
    """Show every operation of the API by subject."""
    return render(request, "ui/api_docs.html", {"groups": _groups(), "title": api.title})


def problem_docs(request: HttpRequest) -> HttpResponse:
    """Show the catalog of errors."""
    return render(request, "ui/problems.html", {"kinds": list_problem_kinds()})


def problem_doc(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one error means and what to do about it: where the `type` of a problem leads."""
    return render(request, "ui/problems.html", {"kinds": [get_problem_kind(code)], "is_one": True})


@cache
def _groups() -> list[Group]:
    schema = api.get_openapi_schema()
    by_tag: dict[str, list[Operation]] = {}
    for path, item in schema["paths"].items():
        for method in _METHODS:
            if method in item:
                tag = item[method].get("tags", ["Other"])[0]
                by_tag.setdefault(tag, []).append(_operation(schema, path, method, item[method]))
    return [Group(name=tag, anchor=slugify(tag), operations=found) for tag, found in sorted(by_tag.items())]


def _operation(schema: Mapping[str, Any], path: str, method: str, said: Mapping[str, Any]) -> Operation:
    content = said.get("requestBody", {}).get("content", {})
    bodies = [field for kind in content.values() for field in _fields(schema, kind.get("schema", {}))]
    answers = [
        (
            status,
            answer.get("description", ""),
            [f for k in answer.get("content", {}).values() for f in _fields(schema, k["schema"])],
        )
        for status, answer in said["responses"].items()
        if str(status) < "400"
    ]
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        parameters=[
            Field(
                name=p["name"],
                type=_type(schema, p["schema"]),
                is_required=p.get("required", False),
                description=p.get("description") or p["schema"].get("description", ""),
                place=p["in"],
            )
            for p in said.get("parameters", [])
        ],
        body=bodies,
        answers=answers,
    )


def _fields(schema: Mapping[str, Any], shape: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[Field]:
    shape = _resolved(schema, shape)
    required = set(shape.get("required", ()))
    for name, inner in shape.get("properties", {}).items():
        path = f"{prefix}{name}"
        yield Field(
            name=path,
            type=_type(schema, inner),
            is_required=name in required,
            description=inner.get("description", ""),
        )
        nested = _resolved(schema, inner)
        is_list = nested.get("type") == "array"
        if depth + 1 < _DEPTH:
            target = nested.get("items", {}) if is_list else nested
            yield from _fields(schema, target, f"{path}{'[]' if is_list else ''}.", depth + 1)


def _resolved(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    for one in (shape, *shape.get("anyOf", ()), *shape.get("allOf", ())):
        if "$ref" in one:
            name = one["$ref"].rpartition("/")[2]
            found: Mapping[str, Any] = schema["components"]["schemas"][name]
            return found
    return shape


def _type(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> str:
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(_type(schema, one) for one in shape["anyOf"]))
    if "$ref" in shape or "allOf" in shape:
        inner = _resolved(schema, shape)
        return " | ".join(inner["enum"]) if "enum" in inner else str(inner.get("title", "object"))
    if "enum" in shape:
        return " | ".join(str(value) for value in shape["enum"])
    if shape.get("type") == "array":
        return f"list of {_type(schema, shape.get('items', {}))}"
    return str(shape.get("format") or shape.get("type") or "any")
