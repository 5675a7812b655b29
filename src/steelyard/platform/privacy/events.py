"""What happens to how long things are kept."""

from dataclasses import dataclass
from typing import ClassVar

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionChanged(Event):
    type: ClassVar[str] = "platform.retention.changed"
    subject_type: ClassVar[str] = "retention"
    sentence: ClassVar[str] = sentence("{subject}: kept for {days} days instead of {before}")
    icon: ClassVar[str] = "clock"

    before: int
    days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalRetentionSet(Event):
    type: ClassVar[str] = "platform.retention.region_set"
    subject_type: ClassVar[str] = "retention"
    sentence: ClassVar[str] = sentence("{subject}: kept for {days} days of partners in {region}")
    icon: ClassVar[str] = "clock"

    region: str
    days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalRetentionDropped(Event):
    type: ClassVar[str] = "platform.retention.region_dropped"
    subject_type: ClassVar[str] = "retention"
    sentence: ClassVar[str] = sentence(
        "{subject}: kept of partners in {region} as long as around it, no longer for {before} days"
    )
    icon: ClassVar[str] = "clock"

    region: str
    before: int
