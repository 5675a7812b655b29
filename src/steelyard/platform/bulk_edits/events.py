"""What happens to bulk edits as a whole; what they change has events of its own."""

from dataclasses import dataclass
from typing import ClassVar

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _BulkEditEvent(Event):
    subject_type: ClassVar[str] = "bulkedit"
    icon: ClassVar[str] = "edit"

    list: str
    change: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEditStarted(_BulkEditEvent):
    """Somebody let many records be changed; `asked` is the list's question where all that match it were meant."""

    type: ClassVar[str] = "platform.bulk_edit.started"
    sentence: ClassVar[str] = sentence("The bulk edit {subject} was started: {records} records")

    records: int
    asked: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEditFinished(_BulkEditEvent):
    """Every record of a bulk edit is done with."""

    type: ClassVar[str] = "platform.bulk_edit.finished"
    sentence: ClassVar[str] = sentence("The bulk edit {subject} is done: {changed} changed, {refused} refused")

    changed: int
    unchanged: int
    refused: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEditStopped(_BulkEditEvent):
    """Somebody stopped a bulk edit before its end; what is changed stays."""

    type: ClassVar[str] = "platform.bulk_edit.stopped"
    sentence: ClassVar[str] = sentence("The bulk edit {subject} was stopped")
