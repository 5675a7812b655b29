"""The addresses of calendars, and how a calendar file is answered."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from steelyard.learning.sessions.calendars import CONTENT_TYPE


def feed_address(secret: str) -> str:
    """Return the whole address of a calendar."""
    return settings.BASE_URL + reverse("learning:calendar", args=[secret])


def calendar_response(content: bytes, *, name: str, is_inline: bool = False) -> HttpResponse:
    """Return a calendar file, which nobody between keeps."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'{"inline" if is_inline else "attachment"}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
