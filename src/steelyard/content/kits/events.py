"""What happens to kits."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class KitEvent(Event):
    """Something that the host did with a kit."""

    subject_type = "kit"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class KitDefined(KitEvent):
    """A kit was begun, or something else is said of it."""

    type = "content.kit.defined"
    sentence = sentence("The kit {subject} was defined")
    icon = "package"

    before: dict[str, Any]
    after: dict[str, Any]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class KitArranged(KitEvent):
    """A kit has other parts, or another order of them."""

    type = "content.kit.arranged"
    sentence = sentence("The parts of the kit {subject} were arranged")
    icon = "list-numbers"

    before: list[UUID]
    after: list[UUID]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class KitPublished(KitEvent):
    """A kit is there for those who may read its parts."""

    type = "content.kit.published"
    sentence = sentence("The kit {subject} was published")
    icon = "world-upload"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class KitWithdrawn(KitEvent):
    """A kit is not there for partners any more."""

    type = "content.kit.withdrawn"
    sentence = sentence("The kit {subject} was withdrawn")
    icon = "eye-off"
