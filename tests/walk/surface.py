"""Everything that can be asked of Steelyard: pages from the URL configuration, operations from the OpenAPI document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from steelyard.platform.http.api import api

PAGE_METHODS = ("GET", "POST")
_SLOT = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
_NOT_PAGES = re.compile(r"^(api/|healthz|readyz|metrics|account/|scim/)")
"""The API is walked by its document; health speaks of no partner; signing in is the sign-in tests', SCIM a directory's alone."""


@dataclass(frozen=True)
class Endpoint:
    """A method of an address with slots for ids; `body` is the JSON schema of what it wants to be sent."""

    method: str
    route: str
    query: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """The query parameters without which nothing is answered."""
    body: Any = None
    is_multipart: bool = False

    @property
    def key(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def is_api(self) -> bool:
        return self.route.startswith("/api/")

    @property
    def slots(self) -> tuple[str, ...]:
        return tuple(a or b for a, b in _SLOT.findall(self.route))

    def address(self, values: dict[str, str]) -> str:
        """Return the address with its slots filled."""
        return _SLOT.sub(lambda found: values[found[1] or found[2]], self.route)


def list_pages() -> list[Endpoint]:
    """Return every page with each method a browser uses, whether it answers to it or not."""
    routes = [route for route in _routes(get_resolver()) if not _NOT_PAGES.match(route)]
    return [Endpoint(method, f"/{route}") for route in routes for method in PAGE_METHODS]


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)
        else:
            yield from _routes(entry, prefix + str(entry.pattern))


@cache
def document() -> Any:
    """Return the OpenAPI document."""
    return api.get_openapi_schema()


def list_operations() -> list[Endpoint]:
    """Return every operation of the API."""
    return [
        Endpoint(
            method.upper(),
            path,
            query=tuple(p["name"] for p in operation.get("parameters", []) if p["in"] == "query"),
            asked=tuple(p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and p["required"]),
            body=_body(operation),
            is_multipart="multipart/form-data" in operation.get("requestBody", {}).get("content", {}),
        )
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    ]


def _body(operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return next((kind["schema"] for kind in content.values()), None)


def find_schema(reference: str) -> Any:
    """Return the schema that a reference of the OpenAPI document names."""
    return document()["components"]["schemas"][reference.rpartition("/")[2]]
