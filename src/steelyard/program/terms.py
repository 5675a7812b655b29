"""The program's words: states of a rules version, and the plain values that others read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from steelyard.kernel.refusals import sentence

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""When the first versions of a new installation take effect, so that history can be imported under them."""

NOTICE = timedelta(seconds=5)
"""The shortest time between publishing a version and its effect: longer than a decision under way may hold it up."""


class VersionState(StrEnum):
    """A version is written as a draft and never changes once published."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Standing(StrEnum):
    """Where a version stands at an instant."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _STANDING_LABELS[self]


_STANDING_LABELS = {
    Standing.DRAFT: sentence("Draft"),
    Standing.SCHEDULED: sentence("Scheduled"),
    Standing.IN_FORCE: sentence("In force"),
    Standing.SUPERSEDED: sentence("Superseded"),
}


class Direction(StrEnum):
    """What a change of a decision means for the partner."""

    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"

    @property
    def label(self) -> str:
        return _DIRECTION_LABELS[self]


_DIRECTION_LABELS = {
    Direction.BETTER: sentence("Better for the partner"),
    Direction.WORSE: sentence("Worse for the partner"),
    Direction.MIXED: sentence("Better in part, worse in part"),
}


class SimulationState(StrEnum):
    """Where a simulation stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return _SIMULATION_LABELS[self]

    @property
    def is_over(self) -> bool:
        return self not in {SimulationState.WAITING, SimulationState.RUNNING}


_SIMULATION_LABELS = {
    SimulationState.WAITING: sentence("Waiting"),
    SimulationState.RUNNING: sentence("Running"),
    SimulationState.DONE: sentence("Done"),
    SimulationState.CANCELLED: sentence("Cancelled"),
    SimulationState.FAILED: sentence("Not possible"),
}

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesInForce(Generic[R]):
    """The rules that hold somewhere at an instant: global ones with the region's own settings in their place."""

    key: str
    rules: R
    label: str
    """How the versions are quoted: "DR v7", or "DR v7 + DACH v2" with a region's own."""
    version_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRules:
    """The rules of one version, published or not: what it says where it holds, without the regions inside."""

    key: str
    label: str
    region: str | None
    rules: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCard:
    """A part of the world with a name; `countries` are ISO 3166-1 alpha-2 codes, each in one region only."""

    key: str
    name: str
    parent: str | None = None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFamilyCard:
    """A part of what the host sells; deals are registered and protected per family."""

    key: str
    name: str
    requires_certification: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The places and products that rules speak of, by their keys."""

    parents: Mapping[str, str | None]
    """Each region with the one that contains it."""
    countries: Mapping[str, str]
    """Each country with its region."""
    families: Mapping[str, bool]
    """Each product family that is sold, and whether it asks for certification."""

    def regions_around(self, region: str) -> Iterator[str]:
        """Yield the region and those that contain it, from the inside out; none for a region that is not known."""
        seen: set[str] = set()
        while region in self.parents and region not in seen:
            yield region
            seen.add(region)
            region = self.parents[region] or ""
