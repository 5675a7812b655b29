"""What happens in the long tail. All of it is the host's own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTailEvent(Event):
    """Something that happened to a small partner."""

    subject_type = "partner"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LongTailJoined(LongTailEvent):
    """A partner is in the long tail from now on, or on another track of it."""

    type = "partners.long_tail.joined"
    sentence = sentence("{subject} is in the long tail, on the track {track}")
    icon = "stack-push"

    track: str
    before: str
    value: Decimal
    currency: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LongTailLeft(LongTailEvent):
    """A partner is no longer in the long tail: it grew out of it, or is looked after otherwise."""

    type = "partners.long_tail.left"
    sentence = sentence("{subject} is no longer in the long tail")
    icon = "stack-pop"

    track: str
    value: Decimal
    currency: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SmallPartnerRose(LongTailEvent):
    """A small partner grows against its own past; told once per rise."""

    type = "partners.long_tail.rose"
    sentence = sentence("{subject} is a small partner that rises")
    icon = "trending-up"

    rise_id: UUID
    raised_on: date
    measures: tuple[str, ...]
    track: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RiseDismissed(LongTailEvent):
    """Somebody looked at a rise and saw nothing in it."""

    type = "partners.long_tail.rise_dismissed"
    sentence = sentence("The rise of {subject} was dismissed: {reason}")
    icon = "trending-up"

    rise_id: UUID
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RiseEnded(LongTailEvent):
    """A small partner rises no longer: what it does is what its past lets expect."""

    type = "partners.long_tail.rise_ended"
    sentence = sentence("{subject} rises no longer")
    icon = "trending-up"

    rise_id: UUID
