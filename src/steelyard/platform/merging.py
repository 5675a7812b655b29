"""Merging two records of one thing: what points at the one that goes away follows, in the merge's own transaction, and can go back.

Whatever points at a company or a partner lives in other contexts. If their rows followed by reactions, one after the other, there
would be a while in which a new claim at the survivor does not see the claims that are still on their way to it; so each context
registers a *follower*, and the merge asks them itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext

from steelyard.kernel.refusals import Refusal, sentence
from steelyard.platform.db import Record

UNDO_DAYS = 30
"""For how long a merge can be undone."""

Journal = Mapping[str, Any]
"""What was moved, as JSON: everything that moving back needs."""


class AlreadyMerged(Refusal):
    """One of the two leads to another one already."""

    code = "already_merged"
    status = 409
    text = sentence("{name} was merged already and leads to another record. Merge that one.")


class MergeWithItself(Refusal):
    """Something was to be merged with itself."""

    code = "merge_with_itself"
    text = sentence("This is one record already. Choose another one to merge it with.")


class MergeCollides(Refusal):
    """Something at the two cannot stand side by side at one."""

    code = "merge_collides"
    status = 409
    text = sentence("Settle this first, then merge: {collisions}")


class MergeNotUndoable(Refusal):
    """Since the merge something changed that undoing it would overwrite."""

    code = "merge_not_undoable"
    status = 409
    text = sentence("The merge cannot be undone as a whole, because something changed since: {changed}")


class UndoTooLate(Refusal):
    """The time in which a merge can be undone is over."""

    code = "merge_undo_too_late"
    status = 409
    text = sentence("A merge can be undone for {days} days; this one could be until {until}.")


class MergeAlreadyUndone(Refusal):
    """The merge was taken back before."""

    code = "merge_already_undone"
    status = 409
    text = sentence("This merge was undone already.")


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
        blocking = [one for one in self.foresee(pair).collisions if one.blocks]
        if blocking:
            raise MergeCollides(collisions=" ".join(map(say_collision, blocking)))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one table that belong to what is merged.

    `column` points at it, `key` is a row's id, or a text that stands for it. A row (`n`) stays behind where it misses `only`,
    or where one of the survivor (`o`) meets `unless` with it.
    `state` must not have changed if the merge is to be undone; `counts` is a column that counts changes, a move being one.
    All are SQL of ours. `text` names the kind of thing, for what hangs on both; `changed` says that one has changed.
    """

    table: str
    changed: str
    column: str = "partner_id"
    key: str = "n.id"
    text: str = ""
    only: str = "true"
    unless: str = "false"
    state: str = "''"
    counts: str = ""


class RowFollower:
    """A follower whose part is to move rows of tables, and back."""

    def __init__(self, key: str, *tables: Rows) -> None:
        self.key = key
        self.tables = tables

    def hold(self, ids: Sequence[UUID]) -> None:
        """Do nothing: whoever writes here waits for the merged record's own row."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return how many rows hang on both."""
        return Foreseen(hanging=tuple(self._count(rows, pair) for rows in self.tables if rows.text))

    def move(self, pair: Pair) -> Journal:
        """Move the rows that the survivor does not have already."""
        return {_key(rows): self._move(rows, pair) for rows in self.tables}

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return the first kind of which a row was changed, moved or removed since."""
        for rows in self.tables:
            moved: Mapping[str, str | None] = journal[_key(rows)]
            found = _fetch(
                f"select ({rows.key})::text, ({rows.state})::text from {rows.table} n"  # noqa: S608 - our own names
                f" where {rows.key} = any (%s::{_type(rows)}[]) and {rows.column} = %s",
                [list(moved), pair.survivor],
            )
            if dict(found) != moved:
                return gettext(rows.changed)
        return ""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Move back the rows that were moved."""
        for rows in self.tables:
            _fetch(
                f"update {rows.table} n set {rows.column} = %s{_counted(rows)}"  # noqa: S608 - our own names
                f" where {rows.key} = any (%s::{_type(rows)}[]) returning 1",
                [pair.merged, list(journal[_key(rows)])],
            )

    def _count(self, rows: Rows, pair: Pair) -> Hanging:
        ((survivor, merged),) = _fetch(
            f"select count(*) filter (where {rows.column} = %s), count(*) filter (where {rows.column} = %s)"  # noqa: S608
            f" from {rows.table} n where {rows.column} in (%s, %s)",
            [*pair.ids, *pair.ids],
        )
        return Hanging(text=rows.text, survivor=survivor, merged=merged)

    def _move(self, rows: Rows, pair: Pair) -> dict[str, str | None]:
        moved = _fetch(
            f"update {rows.table} n set {rows.column} = %(survivor)s{_counted(rows)}"  # noqa: S608 - our own names
            f" where n.{rows.column} = %(merged)s and ({rows.only})"
            f" and not exists (select from {rows.table} o where o.{rows.column} = %(survivor)s and ({rows.unless}))"
            f" returning ({rows.key})::text, ({rows.state})::text",
            {"survivor": pair.survivor, "merged": pair.merged},
        )
        return dict(moved)


def _type(rows: Rows) -> str:
    return "uuid" if rows.key == "n.id" else "text"


def _key(rows: Rows) -> str:
    return f"{rows.table}.{rows.column}"


def _counted(rows: Rows) -> str:
    return f", {rows.counts} = n.{rows.counts} + 1" if rows.counts else ""


def _fetch(statement: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


class Merge(Record):
    """One merge, and its end if it was undone. `journal` says what was moved; a context adds `survivor` and `merged`."""

    merged_name = models.CharField(max_length=200)
    journal = models.JSONField()
    merged_by = models.UUIDField(null=True)
    merged_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @staticmethod
    def undo_until_from(now: datetime) -> datetime:
        """Return until when what is merged now can be undone."""
        return now + timedelta(days=UNDO_DAYS)

    def require_undoable_at(self, now: datetime) -> None:
        """Do nothing where the merge holds and is not too old. Raises: MergeAlreadyUndone, UndoTooLate."""
        if self.undone_at is not None:
            raise MergeAlreadyUndone
        if now >= self.undo_until:
            raise UndoTooLate(days=UNDO_DAYS, until=self.undo_until.date().isoformat())

    def mark_undone(self, *, by: UUID | None, now: datetime) -> None:
        """Keep who took the merge back, and when."""
        self.undone_at, self.undone_by = now, by
        self.save(update_fields=["undone_at", "undone_by"])
