"""Merges as programs read them, whatever is merged."""

from datetime import datetime
from typing import Self

from django.utils.translation import gettext

from steelyard.platform.http.schemas import Schema
from steelyard.platform.merging.following import say_collision
from steelyard.platform.merging.terms import Collision, Hanging, MergeCard


class HangingOut(Schema):
    """How many things of a kind hang on each."""

    kind: str
    survivor: int
    merged: int

    @classmethod
    def of(cls, line: Hanging) -> "HangingOut":
        """Return the line for the API."""
        return cls(kind=gettext(line.text), survivor=line.survivor, merged=line.merged)


class CollisionOut(Schema):
    """What cannot stand side by side at one record; where `blocks`, a person settles it first."""

    code: str
    text: str
    records: list[str]
    blocks: bool

    @classmethod
    def of(cls, collision: Collision) -> "CollisionOut":
        """Return the collision for the API."""
        return cls(
            code=collision.code,
            text=say_collision(collision),
            records=list(collision.records),
            blocks=collision.blocks,
        )


class MergeOut(Schema):
    """A merge that was done; `merged_id` leads to the survivor until it is undone."""

    id: str
    survivor_id: str
    survivor: str
    merged_id: str
    merged: str
    merged_by: str
    merged_at: datetime
    undo_until: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, card: MergeCard) -> Self:
        """Return the merge for the API."""
        return cls(
            id=card.id,
            survivor_id=card.survivor_id,
            survivor=card.survivor,
            merged_id=card.merged_id,
            merged=card.merged,
            merged_by=card.by.name,
            merged_at=card.at,
            undo_until=card.undo_until,
            undone_at=card.undone_at,
        )
