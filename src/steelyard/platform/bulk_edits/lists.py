"""The lists whose records can be changed together: each context declares its own once, in its `edits.py`."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.platform.directory import find_people

Words = Mapping[str, str | Promise]
Facts = Mapping[UUID, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of one record, as its command is told it."""

    actor: Actor
    subject_id: UUID
    value: str
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOfMany:
    """One change of many records at once."""

    actor: Actor
    subject_ids: Sequence[UUID]
    value: str
    reason: str
    now: datetime


def name_people(keys: Collection[str]) -> Words:
    """Return the names of people by their outside ids, as far as the asker may know them."""
    ids = {}
    for key in keys:
        try:
            ids[parse_public_id("person", key)] = key
        except NotFound:
            continue
    return {ids[person_id]: card.name for person_id, card in find_people(ids.keys()).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact of a list's records that may be changed. `apply` is a command of the context; what it refuses, it refuses here.

    `options` are the values to choose from, by key; without them the value is a text. `read` returns the fact as it stands, as
    keys: none, one, or several as with tags. `words` says keys that are no options any more. Where `apply_all` knows a way to make
    the change to many at once, it takes the place of `apply` and returns what was refused, by record; None where it knows none.
    """

    key: str
    label: str
    allows: Callable[[Actor], bool]
    read: Callable[[Collection[UUID]], Facts]
    apply: Callable[[Edit], object]
    apply_all: Callable[[EditOfMany], Mapping[UUID, Refusal] | None] | None = None
    options: Callable[[Actor], Words] | None = None
    words: Callable[[Collection[str]], Words] | None = None
    takes_reason: bool = False
    longest: int = 100

    def say(self, actor: Actor, keys: Collection[str]) -> dict[str, str]:
        """Return what the values are called; those that have no other name are called by their key."""
        known: dict[str, Any] = dict(self.options(actor)) if self.options and keys else {}
        if self.words and keys - known.keys():
            known |= self.words(keys - known.keys())
        return {key: str(known.get(key, key)) for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableList:
    """A list whose records may be changed together. `select` finds those that its page shows under a question."""

    name: str
    """As the list is called in the API."""
    label: str
    noun: str
    """The prefix of its records' ids."""
    area: str
    """The part of the API that a key must be scoped to write."""
    url_name: str
    """The list's page."""
    select: Callable[[Actor, QueryDict, datetime], QuerySet[Any]]
    names: Callable[[Set[UUID]], Mapping[UUID, str]]
    """What those of the records are called that the current asker may see."""
    changes: Sequence[Change]

    def changes_of(self, actor: Actor) -> list[Change]:
        """Return the changes that the actor may make to some record of the list."""
        if actor.is_anonymous or not actor.has_scope(f"{self.area}:write"):
            return []
        return [one for one in self.changes if one.allows(actor)]


_lists: dict[str, EditableList] = {}


def register_edits(*lists: EditableList) -> None:
    """Let the records of lists be changed together. Raises: ValueError when a name is taken."""
    for one in lists:
        if one.name in _lists:
            raise ValueError(f"two lists are called {one.name}")
        _lists[one.name] = one


def editable_lists() -> Mapping[str, EditableList]:
    """Return every list whose records may be changed together, by name."""
    return _lists
