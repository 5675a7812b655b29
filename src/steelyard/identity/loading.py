"""Views that are loaded with the first request for them, because few ask and they bring much along."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from steelyard.identity.views.door import View


def on_demand(name: str) -> View:
    """Return a view that is loaded, with all that it needs, by the first request for it."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        loaded: View = import_string(f"steelyard.identity.views.{name}")
        return loaded(request, *args, **kwargs)

    return view
