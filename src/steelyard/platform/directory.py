"""Names of people for readers below identity (feed, comments, notifications): identity registers how to find them."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from uuid import UUID

from steelyard.kernel.refusals import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """What may be shown of a person beside something they did."""

    id: UUID | None = None
    name: str
    organization: str = ""
    email: str = ""
    language: str = "en"
    is_host: bool = False


THE_SYSTEM = PersonCard(name="Steelyard")
SOMEONE = PersonCard(name=sentence("Someone"))
"""Stands for a person whom the reader may not know, or who is gone."""

Finder = Callable[[Set[UUID]], dict[UUID, PersonCard]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Tell the platform how to find people; called once, by identity."""
    _finders[:] = [finder]


def find_people(ids: Set[UUID]) -> dict[UUID, PersonCard]:
    """Return the cards of those people whom the current actor may know."""
    return _finders[0](ids) if ids and _finders else {}
