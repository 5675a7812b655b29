"""The way through the queue: what comes before and after a case, for the keys J and K."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from steelyard.deals import permissions
from steelyard.deals.cards import RegistrationCard
from steelyard.deals.queries.registrations import list_queue
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest

_QUEUE = 100


def queue_of(actor: Actor, *, is_mine: bool) -> list[RegistrationCard]:
    """Return what waits for a decision, the most urgent first."""
    return list(list_queue(actor, PageRequest(size=_QUEUE), manager_id=actor.person_id if is_mine else None).items)


def case_url(card: RegistrationCard, *, is_mine: bool) -> str:
    """Return where a case is decided: a review in the approvals, a request for an extension on the record's own page."""
    if card.due_at:
        return reverse("deals:approval", args=[card.public_id]) + ("?of=me" if is_mine else "")
    return reverse("deals:registration", args=[card.public_id]) + ("?queue=me" if is_mine else "?queue=all")


def neighbours_of(queue: Sequence[RegistrationCard], key: UUID, *, is_mine: bool) -> dict[str, str]:
    """Return the addresses of the cases around one, as the pages' `previous_url` and `following_url`."""
    places = [card.id for card in queue]
    if key not in places:
        return {}
    at = places.index(key)
    around = {"previous_url": at - 1, "following_url": at + 1}
    return {name: case_url(queue[place], is_mine=is_mine) for name, place in around.items() if 0 <= place < len(queue)}


def neighbours_in_queue(request: HttpRequest, actor: Actor, key: UUID) -> dict[str, str]:
    """Return the neighbours of a record that was opened from the approvals, and the way back; nothing for others."""
    whose = request.GET.get("queue", "")
    if whose not in {"all", "me"} or not permissions.can_review(actor):
        return {}
    is_mine = whose == "me"
    back = reverse("deals:approvals") + ("?of=me" if is_mine else "")
    return {"queue_url": back, **neighbours_of(queue_of(actor, is_mine=is_mine), key, is_mine=is_mine)}
