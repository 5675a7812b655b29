"""The words of merging: the two records, what each says, what hangs on them, and merges that were done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from steelyard.platform.directory import PersonCard

R = TypeVar("R")

UNDO_DAYS = 30
"""For how long a merge can be undone."""

Journal = Mapping[str, Any]
"""What was moved, as JSON: everything that moving back needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that are one: `merged` becomes a forward to `survivor`."""

    survivor: UUID
    merged: UUID

    @property
    def ids(self) -> list[UUID]:
        return [self.survivor, self.merged]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact as both have it; `is_taken_by_default` where the survivor lacks it and nobody's words are given away."""

    field: str
    survivor: str
    merged: str
    is_taken_by_default: bool

    @classmethod
    def of(cls, field: str, survivor: str, merged: str, *, gives_away: bool = False) -> "FactLine":
        """Return the line; a fact `gives_away` where taking it over would show others a partner's words."""
        is_taken = bool(merged) and not survivor and not gives_away
        return cls(field=field, survivor=survivor, merged=merged, is_taken_by_default=is_taken)

    @property
    def differs(self) -> bool:
        return self.survivor != self.merged


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """How many things of a kind hang on each of the two; `text` is a marked sentence that names the kind."""

    text: str
    survivor: int
    merged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Two things that cannot, or should not unseen, stand beside each other at one record.

    `text` is a marked sentence with `params`; `records` are the outside ids of what to look at. One that blocks has to be settled
    by a person before the merge; another is only said.
    """

    code: str
    text: str
    params: Mapping[str, str] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    blocks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a merge means for one context."""

    hanging: tuple[Hanging, ...] = ()
    collisions: tuple[Collision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview(Generic[R]):
    """Two records side by side, what hangs on each, and what would collide. `seen` stands for all that was read."""

    survivor: R
    merged: R
    facts: Sequence[FactLine]
    hanging: Sequence[Hanging]
    collisions: Sequence[Collision]
    seen: str

    @property
    def taken_by_default(self) -> frozenset[str]:
        """Return the facts that the survivor takes over where nobody chooses."""
        return frozenset(fact.field for fact in self.facts if fact.is_taken_by_default)

    @property
    def is_blocked(self) -> bool:
        return any(collision.blocks for collision in self.collisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCard:
    """A merge that was done, with outside ids, and whether it can still be undone."""

    id: str
    survivor_id: str
    survivor: str
    merged_id: str
    merged: str
    by: PersonCard
    at: datetime
    undo_until: datetime
    undone_at: datetime | None

    def can_be_undone_at(self, now: datetime) -> bool:
        """Tell whether the time for undoing is not over; whether anything changed since is found out by trying."""
        return self.undone_at is None and now < self.undo_until
