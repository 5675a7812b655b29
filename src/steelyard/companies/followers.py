"""What points at companies and follows a merge: each context above registers how its own rows move, and how they move back.

A merge is one transaction. If the rows followed by reactions, one after the other, there would be a while in which a new claim at
the survivor does not see the claims that are still on their way to it; so the contexts are asked within the merge itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

Journal = Mapping[str, Any]
"""What was moved, as JSON: everything that moving back needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two companies that are one: `merged` becomes a forward to `survivor`."""

    survivor: UUID
    merged: UUID

    @property
    def ids(self) -> list[UUID]:
        return [self.survivor, self.merged]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """How many things of a kind hang on each of the two; `text` is a marked sentence that names the kind."""

    text: str
    survivor: int
    merged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Two things that cannot, or should not unseen, stand beside each other at one company.

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


class Follower(Protocol):
    """One context's part in merges. Everything runs in the transaction of the merge, by who may merge."""

    key: str

    def hold(self, companies: Sequence[UUID]) -> None:
        """Make everyone who decides something about the companies wait until the end of the transaction."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return what hangs on both, and what would collide."""

    def move(self, pair: Pair) -> Journal:
        """Point at the survivor whatever points at the merged one, and return what was done."""

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return what of the moved has changed since, in words; nothing where all is as the merge left it."""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Point at the merged one again whatever the journal says was moved."""


_followers: dict[str, Follower] = {}


def register_follower(follower: Follower) -> None:
    """Let a context's rows follow merges; called once for each, when the context is made ready.

    Raises: ValueError when the key is taken.
    """
    if follower.key in _followers:
        raise ValueError(f"two followers are called {follower.key}")
    _followers[follower.key] = follower


def followers() -> list[Follower]:
    """Return all followers, in an order that never changes."""
    return [_followers[key] for key in sorted(_followers)]
