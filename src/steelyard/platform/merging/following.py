"""What follows a merge: each context's part in it, registered by kind of record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext

from steelyard.platform.merging.refusals import MergeCollides
from steelyard.platform.merging.terms import Collision, Foreseen, Journal, Pair


class Follower(Protocol):
    """One context's part in merges. Everything runs in the transaction of the merge, by who may merge."""

    key: str

    def hold(self, ids: Sequence[UUID]) -> None:
        """Make everyone who decides something about the two wait until the end of the transaction."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return what hangs on both, and what would collide."""

    def move(self, pair: Pair) -> Journal:
        """Point at the survivor whatever points at the merged one, and return what was done."""

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return what of the moved has changed since, in words; nothing where all is as the merge left it."""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Point at the merged one again whatever the journal says was moved."""


class Followers:
    """Everything that follows the merges of one kind of record, in an order that never changes."""

    def __init__(self) -> None:
        self._by_key: dict[str, Follower] = {}

    def register(self, follower: Follower) -> None:
        """Let a context's rows follow; called once for each, when the context is made ready.

        Raises: ValueError when the key is taken.
        """
        if follower.key in self._by_key:
            raise ValueError(f"two followers are called {follower.key}")
        self._by_key[follower.key] = follower

    def __iter__(self) -> Iterator[Follower]:
        return iter([self._by_key[key] for key in sorted(self._by_key)])

    def hold(self, ids: Sequence[UUID]) -> None:
        """Make everyone who decides something about the two wait until the end of the transaction."""
        for follower in self:
            follower.hold(ids)

    def foresee(self, pair: Pair) -> Foreseen:
        """Return what hangs on both anywhere, and what would collide."""
        found = [follower.foresee(pair) for follower in self]
        return Foreseen(
            hanging=tuple(line for one in found for line in one.hanging if line.survivor or line.merged),
            collisions=tuple(collision for one in found for collision in one.collisions),
        )

    def require_no_collision(self, pair: Pair) -> None:
        """Do nothing where all can stand side by side. Raises: MergeCollides."""
        refuse_blocking(self.foresee(pair).collisions)

    def move(self, pair: Pair) -> Journal:
        """Move everything to the survivor, and return what was done by whom."""
        return {follower.key: follower.move(pair) for follower in self}

    def find_changed(self, pair: Pair, journal: Journal) -> list[str]:
        """Return in words what is not as the merge left it."""
        found = [one.find_changed(pair, journal[one.key]) for one in self if one.key in journal]
        return [said for said in found if said]

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Move back what was moved."""
        for follower in self:
            if follower.key in journal:
                follower.restore(pair, journal[follower.key])


_followers: dict[str, Followers] = defaultdict(Followers)


def followers_of(kind: str) -> Followers:
    """Return everything that follows the merges of a kind of record, such as "partner"."""
    return _followers[kind]


def say_collision(collision: Collision) -> str:
    """Return what two records cannot have side by side as a sentence."""
    return gettext(collision.text).format_map(collision.params)


def refuse_blocking(collisions: Iterable[Collision]) -> None:
    """Do nothing where none of them blocks. Raises: MergeCollides."""
    blocking = [say_collision(one) for one in collisions if one.blocks]
    if blocking:
        raise MergeCollides(collisions=" ".join(blocking))
