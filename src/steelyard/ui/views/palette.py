"""The palette: actions first, then records, then help; also a page of its own, for readers without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from steelyard.kernel.refusals import SignInRequired
from steelyard.platform.http.asking import asker
from steelyard.ui.finding import LONGEST, find_all

IN_PALETTE, ON_PAGE = 5, 20
"""How many hits of a kind are shown."""


def palette(request: HttpRequest) -> HttpResponse:
    """Show what the actor can do or open that matches `q`."""
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    is_fragment = bool(getattr(request, "htmx", False))
    groups = find_all(actor, text, most=IN_PALETTE if is_fragment else ON_PAGE)
    context = {"groups": groups, "text": text, "as_options": is_fragment}
    return render(request, "ui/palette.html#hits" if is_fragment else "ui/palette.html", context)


def keyboard_help(request: HttpRequest) -> HttpResponse:
    """Show which keys do what, and the switch that turns single keys off."""
    if asker(request).is_anonymous:
        raise SignInRequired
    return render(request, "ui/keyboard.html")
