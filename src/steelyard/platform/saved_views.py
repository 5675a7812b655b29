"""Saved views: a list's filters, sorting and columns, which live in its address, kept under a name and perhaps shared."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal, sentence
from steelyard.platform.models import SavedView

MAX_QUERY_LENGTH = 2000
_NOT_KEPT = {"page", "csrfmiddlewaretoken", "idempotency_key"}


class ViewNotNamed(Refusal):
    """A view needs a name to be found again."""

    code = "view_not_named"
    text = sentence("Give the view a name of up to 60 characters.")


def list_views(actor: Actor, list_key: str) -> list[SavedView]:
    """Return the actor's views of the list and those that colleagues shared, by name."""
    if actor.person_id is None:
        return []
    mine_or_shared = Q(person_id=actor.person_id) | Q(is_shared=True)
    rows = SavedView.objects.filter(mine_or_shared, list_key=list_key, partner_id=actor.partner_id)
    return list(rows.order_by("name", "id"))


def save_view(*, actor: Actor, list_key: str, name: str, query: str, is_shared: bool, now: datetime) -> SavedView:
    """Keep a view under a name; one's own view of the same name is replaced.

    Raises: NotAllowed (nobody is signed in), ViewNotNamed.
    """
    if actor.person_id is None:
        raise NotAllowed
    name = " ".join(name.split())
    if not name or len(name) > 60 or not name.isprintable():
        raise ViewNotNamed(fields={"name": ViewNotNamed.text})
    view, _ = SavedView.objects.update_or_create(
        person_id=actor.person_id,
        partner_id=actor.partner_id,
        list_key=list_key,
        name=name,
        defaults={"query": clean_query(query), "is_shared": is_shared},
        create_defaults={"query": clean_query(query), "is_shared": is_shared, "created_at": now},
    )
    return view


def remove_view(*, actor: Actor, view_id: UUID) -> SavedView:
    """Remove one of the actor's own views and return what it was. Raises: NotFound."""
    mine = SavedView.objects.filter(person_id=actor.person_id) if actor.person_id else SavedView.objects.none()
    view = mine.filter(id=view_id, partner_id=actor.partner_id).first()
    if view is None:
        raise NotFound
    SavedView.objects.filter(id=view.id).delete()
    return view


def clean_query(query: str) -> str:
    """Return the query string as a view keeps it: without the page, in a fixed order, so that two can be compared."""
    said = QueryDict(query[:MAX_QUERY_LENGTH].lstrip("?"))
    kept = QueryDict(mutable=True)
    for key in sorted(said):
        values: Sequence[str] = [str(value) for value in said.getlist(key) if value]
        if key not in _NOT_KEPT and values:
            kept.setlist(key, list(values))
    return kept.urlencode()
