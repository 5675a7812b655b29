"""What the log says about itself."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class EventsRedacted(Event):
    type: ClassVar[str] = "platform.audit.events_redacted"
    subject_type: ClassVar[str] = "erasure"
    sentence: ClassVar[str] = sentence("{redacted} events were redacted, to erase {subject}")
    icon: ClassVar[str] = "eraser"
    is_internal: ClassVar[bool] = True

    run: UUID
    redacted: int
    digest: str
    """Of the seals of the redactions, so that none can be added or taken away later."""
