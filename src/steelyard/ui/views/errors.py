"""Error pages: in our look, without the database, each naming what to do next."""

import sys

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.platform.db import DATABASE_IS_AWAY
from steelyard.platform.http.problems import BadRequest, ServerError, problem, unavailable, wants_json

_REFUSALS: dict[int, type[Refusal]] = {400: BadRequest, 403: NotAllowed, 404: NotFound, 500: ServerError}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 400: the request itself is damaged."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 403: seen, but not allowed."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404: nothing there, or not for this reader."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: our fault; the page carries the request's number for whoever looks into it. 503 where the database went away."""
    if isinstance(sys.exception(), DATABASE_IS_AWAY):
        return unavailable(request)
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """Answer 403 to a form whose token is missing or old, with a way back to the form."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("home")
    return render(request, "ui/csrf.html", {"back": back}, status=403)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if wants_json(request):
        return problem(request, _REFUSALS[status]())
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return render(request, f"{status}.html", {"request_id": request_id}, status=status)
