"""A follower for the usual case: rows of tables that point at what is merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from steelyard.platform.merging.terms import Foreseen, Hanging, Journal, Pair


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
