"""How much a request may carry: refused by its announced length before anything is read, and never all kept."""

from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from steelyard.kernel.refusals import Refusal, sentence
from steelyard.platform.http.problems import problem, wants_json

_AROUND_A_FILE = 1024 * 1024
"""Room for the other fields of a form that carries a file."""
IMPORT_ADDRESSES = ("/imports/new", "/api/v1/imports")
COURSE_FILE_ADDRESSES = ("/content", "/api/v1/course-files", "/api/v1/course-packages")
MOST_OF_A_FORM = 128 * 1024 * 1024
"""A form may announce more than it may carry, so that it comes back with the file marked and everything typed."""


class RequestTooLarge(Refusal):
    """The request announces more than the installation accepts."""

    code = "request_too_large"
    status = 413
    text = sentence("This request is too large. A file may have {megabytes} MB: send a smaller version or a link.")


class RequestSizeLimit:
    """Refuses a request that announces too much, before its body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) <= _limit(request):
            return self.get_response(request)
        refusal = RequestTooLarge(megabytes=largest_file(request.path_info) // 1024**2)
        if wants_json(request):
            response = problem(request, refusal)
        else:
            response = render(request, "ui/refusal.html", {"refusal": refusal}, status=refusal.status)
        response["Connection"] = "close"
        return response


def _limit(request: HttpRequest) -> int:
    if request.content_type != "multipart/form-data":
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MOST_OF_A_FORM
    largest = largest_file(request.path_info) + _AROUND_A_FILE
    return largest if wants_json(request) else max(largest, MOST_OF_A_FORM)


def largest_file(path: str) -> int:
    """Return how large a file may be that is sent to this address."""
    address = path.rstrip("/")
    largest: int = settings.MAX_UPLOAD_BYTES
    if address.endswith(IMPORT_ADDRESSES):
        largest = settings.MAX_IMPORT_BYTES
    elif address.endswith(COURSE_FILE_ADDRESSES):
        largest = settings.MAX_COURSE_FILE_BYTES
    return largest


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps of a file no more than one may have, but tells its whole size, so that it is refused by that."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        path = self.request.path_info if self.request is not None else ""
        if start <= largest_file(path):
            super().receive_data_chunk(raw_data, start)
