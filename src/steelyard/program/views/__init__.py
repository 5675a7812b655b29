"""Pages of the program: rules and their versions, decisions, regions and product families."""

from typing import Any

from django.http import HttpRequest

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest


def actor_of(request: HttpRequest) -> Actor:
    """Return who is asking."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def page_request(request: HttpRequest) -> PageRequest:
    """Return which page of a list the address asks for."""
    given: Any = request.GET.get("page", "")
    return PageRequest(number=int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1)
