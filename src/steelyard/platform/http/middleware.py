"""What happens around every request: an id, word to browsers, a transaction that knows who is asking, a page for every refusal."""

from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render

from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import NotFound, Refusal, SignInRequired
from steelyard.platform.db import DATABASE_IS_AWAY, until_someone_asks
from steelyard.platform.http.problems import MethodNotAllowed, problem, unavailable, wants_json

GetResponse = Callable[[HttpRequest], HttpResponse]

_log = structlog.get_logger()
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_WITHOUT_DATABASE = ("/healthz", "/readyz", "/metrics", "/static/")


class RequestIdentity:
    """Gives every request an id that logs, events and problems repeat."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = new_id().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class BrowserHeaders:
    """Tells browsers to keep no answer unless it says otherwise, and that no page needs their camera, microphone or place.

    An answer with an ETag may be kept to be asked for again: `private, no-cache`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache" if "ETag" in response else "no-store")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        return response


class AddressOfPackages:
    """Answers nothing but uploaded packages at their own address, and no package at ours, where it would be one of us."""

    PATH = "/packages/"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = urlsplit(settings.PACKAGES_URL).netloc
        is_there = bool(host) and request.get_host() == host
        if is_there != request.path.startswith(self.PATH):
            return HttpResponseNotFound(content_type="text/plain")
        return self.get_response(request)


class RequestTransaction:
    """Runs the request in one transaction. Nobody is asking in it until `ActorMiddleware` has found out who.

    Views under `TRANSACTIONS_OF_THEIR_OWN` wait for somebody outside, and open transactions themselves when they need one.

    A database that is away answers 503 here when it was before the work began, in `server_error` when it was in the middle.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_WITHOUT_DATABASE):
            return self.get_response(request)
        try:
            if request.path.startswith(settings.TRANSACTIONS_OF_THEIR_OWN):
                return self.get_response(request)
            with until_someone_asks():
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
            return response
        except DATABASE_IS_AWAY as error:
            _log.warning("database_unavailable", error=type(error).__name__)
            return unavailable(request)


class RefusalPages:
    """Turns a refusal that no view turned into a form error into its page or its problem document."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and wants_json(request):
            allowed, response = response["Allow"], problem(request, MethodNotAllowed())
            response["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = NotFound() if isinstance(exception, Http404) else exception
        if not isinstance(refusal, Refusal):
            return None
        if wants_json(request):
            return problem(request, refusal)
        if isinstance(refusal, SignInRequired):
            from django.contrib.auth.views import redirect_to_login

            return redirect_to_login(request.get_full_path())
        return render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)
