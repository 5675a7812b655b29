"""The gallery: every component in every state, for whoever builds pages and for the tests that look at them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from steelyard.kernel.refusals import NotFound
from steelyard.platform.http.asking import asker
from steelyard.ui.gallery import components, specimen_context


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component, or only those that `only` names."""
    actor = asker(request)
    if not (actor.is_host or settings.DEBUG or settings.DEMO):
        raise NotFound
    only = set(request.GET.getlist("only"))
    shown = [component for component in components() if not only or component.name in only]
    return render(request, "ui/gallery/page.html", {"components": shown, **specimen_context()})
