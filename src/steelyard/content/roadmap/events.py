"""What happens to the roadmap."""

from dataclasses import dataclass
from typing import Any

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapItemDefined(Event):
    """Something that is to come was said, or said anew."""

    type = "content.roadmap.defined"
    subject_type = "roadmapitem"
    sentence = sentence("The roadmap says anew: {subject}")
    icon = "road"
    is_internal = True

    before: dict[str, Any]
    after: dict[str, Any]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapItemRead(Event):
    """Somebody of a partner read, for the first time on a day, what is to come."""

    type = "content.roadmap.read"
    subject_type = "roadmapitem"
    sentence = sentence("{subject} was read")
    icon = "eye"
