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
