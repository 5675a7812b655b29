"""The words of the roadmap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class RoadmapStatus(StrEnum):
    """How far something is that is to come."""

    CONSIDERED = "considered"
    PLANNED = "planned"
    BUILDING = "building"
    PREVIEW = "preview"
    AVAILABLE = "available"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return STATUS_NAMES[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


STATUS_NAMES: Mapping[RoadmapStatus, str] = {
    RoadmapStatus.CONSIDERED: sentence("Considered"),
    RoadmapStatus.PLANNED: sentence("Planned"),
    RoadmapStatus.BUILDING: sentence("Being built"),
    RoadmapStatus.PREVIEW: sentence("In preview"),
    RoadmapStatus.AVAILABLE: sentence("Available"),
    RoadmapStatus.DROPPED: sentence("Dropped"),
}
_TONES: Mapping[RoadmapStatus, str] = {
    RoadmapStatus.CONSIDERED: "neutral",
    RoadmapStatus.PLANNED: "blue",
    RoadmapStatus.BUILDING: "violet",
    RoadmapStatus.PREVIEW: "teal",
    RoadmapStatus.AVAILABLE: "green",
    RoadmapStatus.DROPPED: "red",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapTerms:
    """What is said of something that is to come; `quarter_on` is any day of its quarter."""

    title: str
    quarter_on: date
    status: RoadmapStatus
    audience_id: UUID
    confidentiality: str
    words: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapFilter:
    """Which items are wanted; empty fields do not restrict."""

    family: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapCard:
    """An item as lists show it. `audience`, `audience_id` and `readers` are for the host alone."""

    id: UUID
    public_id: str
    title: str
    quarter_on: date
    status: RoadmapStatus
    family: str
    confidentiality: str
    audience_id: UUID | None
    audience: str
    updated_at: datetime

    @property
    def quarter(self) -> str:
        """Return the quarter as it is usually written."""
        return f"Q{(self.quarter_on.month + 2) // 3} {self.quarter_on.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapReadingCard:
    """Who read an item, and when."""

    person: str
    organization: str
    read_at: datetime
