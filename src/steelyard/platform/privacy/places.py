"""Whose records a retention period is about: everybody's, or those of partners in one region.

The platform knows of partners by their ids alone. The context that knows where they are says so here (`register_places`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region, with the one that contains it."""

    key: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The partners whose records are meant: some, or all but some; the host's own are with the latter."""

    only: frozenset[UUID] | None = None
    besides: frozenset[UUID] = frozenset()

    def of(self, rows: QuerySet[M], partner: str = "partner_id") -> QuerySet[M]:
        """Return those of the rows whose partner, named by that field, is meant."""
        if self.only is not None:
            return rows.filter(**{f"{partner}__in": self.only})
        return rows.exclude(**{f"{partner}__in": self.besides}) if self.besides else rows


EVERYBODY = Whose()

ListPlaces = Callable[[], Sequence[Place]]
FindPartners = Callable[[], Mapping[UUID, str]]
"""Each partner's region."""
_known: list[tuple[ListPlaces, FindPartners]] = []


def register_places(places: ListPlaces, partners: FindPartners) -> None:
    """Say how regions are listed and where each partner is; called once, when the context that knows is made ready."""
    _known[:] = [(places, partners)]


def list_places() -> list[Place]:
    """Return every region, by name; call it as the system."""
    return sorted((place for places, _ in _known for place in places()), key=lambda place: place.name)


def divide(days: Mapping[str, int]) -> dict[str | None, Whose]:
    """Return whose records each region's period is about, and under None whose the general one is about; call it as the system.

    The nearest region counts: its own period, else that of the region that contains it.
    """
    if not days:
        return {None: EVERYBODY}
    parents = {place.key: place.parent for place in list_places()}
    members: dict[str, set[UUID]] = {region: set() for region in days}
    for _, partners in _known:
        for partner_id, region in partners().items():
            nearest = find_nearest(region, days, parents)
            if nearest is not None:
                members[nearest].add(partner_id)
    inside = frozenset().union(*members.values())
    divided: dict[str | None, Whose] = {region: Whose(only=frozenset(ids)) for region, ids in members.items()}
    return {**divided, None: Whose(besides=inside)}


def find_nearest(region: str, days: Mapping[str, int], parents: Mapping[str, str | None]) -> str | None:
    """Return the innermost region with a period of its own that the region is, or lies in."""
    at: str | None = region
    seen: set[str] = set()
    while at is not None and at not in seen:
        if at in days:
            return at
        seen.add(at)
        at = parents.get(at)
    return None
