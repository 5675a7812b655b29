"""The question that open pages ask: what happened to what they show; and the part of the frame that counts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from steelyard.kernel.refusals import SignInRequired
from steelyard.platform.db import as_system
from steelyard.platform.http.asking import asker
from steelyard.platform.live.answering import answer
from steelyard.platform.live.hearing import admit
from steelyard.platform.live.listening import listener
from steelyard.ui.shell import Shell


@require_GET
def tell_news(request: HttpRequest) -> HttpResponse:
    """Answer an open page, and let its session be answered from memory for a while."""
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    with as_system():
        hearer = admit(request.session.session_key or "", actor)
    if hearer is None:
        raise SignInRequired
    listener.ensure_running()
    return answer(request, hearer)


@require_GET
def show_frame(request: HttpRequest) -> HttpResponse:
    """Show the counts of the menu and the bell, as they stand in the frame of a page that belongs to the entry `here`."""
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    return render(request, "ui/frame.html", {"shell": Shell(request, here=request.GET.get("here", ""))})
