"""The milestones of which journeys may speak. Contexts above tell theirs at start, through the door; nobody asks upward."""

from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

IsMet = Callable[[Collection[UUID], datetime], Set[UUID]]
"""Returns those of many partners that have met a milestone as of an instant; called as the system, a few statements for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """Something that a partner reaches, of which its journey hears by itself; `url_name` is the page on which it is done."""

    key: str
    name: str
    is_met: IsMet
    url_name: str = ""


_milestones: dict[str, Milestone] = {}


def add_milestone(milestone: Milestone) -> None:
    """Tell of a milestone. Raises: ValueError where two have one key."""
    if _milestones.setdefault(milestone.key, milestone) is not milestone:
        raise ValueError(f"two milestones are called {milestone.key}")


def find_milestone(key: str) -> Milestone | None:
    """Return the milestone with that key, if somebody told of it."""
    return _milestones.get(key)


def list_milestones() -> list[Milestone]:
    """Return all milestones by their keys."""
    return [_milestones[key] for key in sorted(_milestones)]


def name_of(key: str) -> str:
    """Return what a milestone is called (source language), or its key where nobody knows it any more."""
    milestone = _milestones.get(key)
    return milestone.name if milestone else key
