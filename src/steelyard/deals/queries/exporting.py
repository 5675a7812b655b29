"""Registrations one after the other, for exports."""

from collections.abc import Iterator

from steelyard.deals.cards import RegistrationCard, RegistrationFilter
from steelyard.deals.queries.registrations import SORTS, filtered, to_cards
from steelyard.kernel.actors import Actor

_BATCH = 500


def iter_registrations(
    actor: Actor, wanted: RegistrationFilter, *, sort: str, limit: int
) -> Iterator[RegistrationCard]:
    """Return, one after the other, up to `limit` registrations that the filter finds among those the actor may see."""
    rows = filtered(actor, wanted).order_by(*SORTS.get(sort, SORTS[""]))
    for start in range(0, limit, _BATCH):
        some = to_cards(rows[start : min(start + _BATCH, limit)])
        yield from some
        if len(some) < _BATCH:
            return
