"""Names of people and organizations for readers below their contexts: identity and partners register how to find them."""

import time
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
    time_zone: str = "UTC"
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


OrganizationFinder = Callable[[Set[UUID]], dict[UUID, str]]
OrganizationReader = Callable[[str], UUID | None]
_organization_finders: list[OrganizationFinder] = []
_organization_readers: list[OrganizationReader] = []
_organization_names: dict[UUID, tuple[float, str]] = {}
_NAME_KEEPS_SECONDS = 60.0
"""A name is asked for on every request and hardly ever changes, so each process remembers it for a while."""


def register_organizations(finder: OrganizationFinder) -> None:
    """Tell the platform how partners are called; called once, by partners."""
    _organization_finders[:] = [finder]


def register_organization_reader(reader: OrganizationReader) -> None:
    """Tell the platform which partner somebody's words mean; called once, by partners."""
    _organization_readers[:] = [reader]


def find_organization(words: str) -> UUID | None:
    """Return the partner that goes by an id, external id or name, as far as the current actor may know."""
    return _organization_readers[0](words) if words and _organization_readers else None


def find_organization_names(partner_ids: Set[UUID]) -> dict[UUID, str]:
    """Return the names of those partners whom the current actor may know.

    Ask only for partners that the reader may know: a remembered name is given without looking again.
    """
    at = time.monotonic()
    names = {
        partner_id: name
        for partner_id in partner_ids
        for kept_until, name in [_organization_names.get(partner_id, (0.0, ""))]
        if at < kept_until
    }
    missing = set(partner_ids) - names.keys()
    if missing and _organization_finders:
        found = _organization_finders[0](missing)
        _organization_names.update({key: (at + _NAME_KEEPS_SECONDS, name) for key, name in found.items()})
        names |= found
    return names


def organization_name(partner_id: UUID) -> str:
    """Return the name of one partner, or nothing when it may not be known."""
    return find_organization_names({partner_id}).get(partner_id, "")
