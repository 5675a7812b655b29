"""Switching theme, language and single keys; a POST that comes back to where it was asked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from steelyard.ui.shell import THEMES

_ONE_YEAR = 365 * 24 * 60 * 60


@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Keep the posted choices in cookies and return to `next`."""
    response = HttpResponseRedirect(_next(request))
    theme, keys, language = (request.POST.get(name, "") for name in ("theme", "keys", "language"))
    if theme == "toggle":
        theme = "light" if request.COOKIES.get(settings.THEME_COOKIE_NAME) == "dark" else "dark"
    if theme in THEMES:
        _keep(response, settings.THEME_COOKIE_NAME, theme)
    if keys in ("on", "off"):
        _keep(response, settings.KEYS_COOKIE_NAME, keys)
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def dismiss_checklist(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Hide the first steps on Home for a year."""
    response = HttpResponseRedirect(reverse("home"))
    _keep(response, settings.CHECKLIST_COOKIE_NAME, "hidden")
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_ONE_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("home")
