"""The words of packages: what their manifests say, where a learner is in one, and what a package reports."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class PackageStandard(StrEnum):
    """By which standard a package talks."""

    SCORM_12 = "scorm_12"
    SCORM_2004 = "scorm_2004"
    CMI5 = "cmi5"

    @property
    def label(self) -> str:
        return _STANDARD_LABELS[self]


_STANDARD_LABELS = {
    PackageStandard.SCORM_12: "SCORM 1.2",
    PackageStandard.SCORM_2004: "SCORM 2004",
    PackageStandard.CMI5: "cmi5",
}


class MoveOn(StrEnum):
    """What lets a unit count as done. Source: cmi5 (Quartz, 2016), 13.1.4."""

    PASSED = "Passed"
    COMPLETED = "Completed"
    BOTH = "CompletedAndPassed"
    EITHER = "CompletedOrPassed"
    NOT_APPLICABLE = "NotApplicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageUnit:
    """A part of a package that is opened by itself: a SCO, an asset, or an assignable unit of cmi5.

    Units: `mastery` is the least score to pass, from 0 to 1.
    """

    key: str
    title: str
    entry: str
    """The page that is opened, within the package, with its query."""
    move_on: MoveOn
    activity: str = ""
    """How cmi5 calls it; empty for SCORM."""
    launch_data: str = ""
    mastery: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageManifest:
    """What the manifest of a package says."""

    standard: PackageStandard
    title: str
    units: tuple[PackageUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageCard:
    """A package that lessons can be made of."""

    file_id: UUID
    name: str
    size: int
    manifest: PackageManifest


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """What a unit says of its learner. `is_passed` is None where it does not say. Units: `score` in percent."""

    is_completed: bool = False
    is_passed: bool | None = None
    score: Decimal | None = None
    seconds: int = 0


class UnitState(StrEnum):
    """Where a learner stands with a unit."""

    NEW = "new"
    BEGUN = "begun"
    FAILED = "failed"
    DONE = "done"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    UnitState.NEW: sentence("Not begun"),
    UnitState.BEGUN: sentence("In progress"),
    UnitState.FAILED: sentence("Not passed"),
    UnitState.DONE: sentence("Done"),
}

UNIT_TONES = {
    UnitState.NEW: "neutral",
    UnitState.BEGUN: "blue",
    UnitState.FAILED: "red",
    UnitState.DONE: "green",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCard:
    """A unit as its learner sees it."""

    key: str
    title: str
    state: UnitState
    score: Decimal | None
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCard:
    """A unit that was opened: whose it is, and until when it may report."""

    id: UUID
    public_id: str
    enrollment_id: UUID
    person_id: UUID
    lesson: str
    unit: PackageUnit
    standard: PackageStandard
    title: str
    until: datetime
    is_over: bool
    """Another one was begun since, or its time has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchStart:
    """What the page around a SCO begins with."""

    standard: PackageStandard
    unit: PackageUnit
    cmi: dict[str, object]
    sequence: int
