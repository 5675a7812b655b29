"""Merges as programs read them, whatever is merged."""

from django.utils.translation import gettext

from steelyard.platform.http.schemas import Schema
from steelyard.platform.merging import Collision, Hanging, say_collision


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
