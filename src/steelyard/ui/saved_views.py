"""The tabs of a list: the views that come with it, then those that people saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from steelyard.platform.http.asking import asker
from steelyard.platform.saved_views import clean_query, list_views
from steelyard.ui.portal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTab:
    """One view of a list as a tab; `id` is given for the reader's own saved views, which may be removed."""

    name: Text
    query: str
    is_current: bool
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListViews:
    """Everything that `ui/partials/list_views.html` shows."""

    list_key: str
    tabs: tuple[ViewTab, ...]
    query: str
    """What this address shows, as a view keeps it."""

    @property
    def current(self) -> ViewTab | None:
        return next((tab for tab in self.tabs if tab.is_current), None)


def views_of(request: HttpRequest, list_key: str, builtin: Sequence[tuple[Text, str]]) -> ListViews:
    """Return the tabs of the list at this address; `builtin` are (name, query) that everybody has."""
    actor = asker(request)
    here = clean_query(request.GET.urlencode())
    tabs = [ViewTab(name=name, query=query, is_current=clean_query(query) == here) for name, query in builtin]
    tabs += [
        ViewTab(
            name=view.name,
            query=view.query,
            is_current=view.query == here,
            id=view.public_id if view.person_id == actor.person_id else "",
        )
        for view in list_views(actor, list_key)
    ]
    return ListViews(list_key=list_key, tabs=tuple(tabs), query=here)
