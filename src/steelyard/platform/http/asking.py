"""What a request says: who asks, and for which stretch of a list."""

from django.http import HttpRequest, QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest


def asker(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def page_from(params: QueryDict, *, sort: str = "") -> PageRequest:
    """Return which stretch of a list the parameters of an address ask for, in the order `sort` where they name none."""
    usual = PageRequest()
    return PageRequest(
        number=_number(params.get("page", ""), usual.number),
        size=_number(params.get("size", ""), usual.size),
        sort=params.get("sort") or sort,
    )


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else usual
