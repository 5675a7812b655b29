"""The question of an open page and its answer, from memory where the session is proved, else after the whole application."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from steelyard.platform.live.hearing import Hearer, find_hearer
from steelyard.platform.live.listening import listener

PATH = "/live"
BACKGROUND = "X-Steelyard-Background"
"""Marks requests that the page makes by itself: nobody uses the session thereby."""


def is_background(request: HttpRequest) -> bool:
    """Tell whether the page asks by itself, without anybody's doing."""
    return BACKGROUND in request.headers


class AnswersFromMemory:
    """Answers open pages before anything else is done, if the session asked through everything else lately."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == PATH and request.method == "GET":
            hearer = find_hearer(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
            if hearer is not None:
                return answer(request, hearer)
        return self.get_response(request)


def answer(request: HttpRequest, hearer: Hearer) -> HttpResponse:
    """Return what happened to the topics `on` since `since`; `news` is null where the page should look at everything."""
    names = [name for name in request.GET.get("on", "").split(",") if name]
    told = listener.answer(hearer, names, since=_instant(request.GET.get("since", "")))
    response = JsonResponse({"since": told.since, "news": told.news}, headers={"Cache-Control": "no-store"})
    # It may be outside the middleware that would say these.
    response["Content-Length"] = str(len(response.content))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _instant(text: str) -> float:
    try:
        instant = float(text)
    except ValueError:
        return 0.0
    return instant if 0 <= instant < 1e11 else 0.0
