"""What happens to imports as a whole; what their rows do has events of its own."""

from dataclasses import dataclass
from typing import ClassVar

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ImportEvent(Event):
    subject_type: ClassVar[str] = "import"
    icon: ClassVar[str] = "table-import"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStarted(_ImportEvent):
    """Somebody let a file in."""

    type: ClassVar[str] = "platform.import.started"
    sentence: ClassVar[str] = sentence("The import of {subject} was started")

    kind: str
    rows: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinished(_ImportEvent):
    """Every row of a file is done with."""

    type: ClassVar[str] = "platform.import.finished"
    sentence: ClassVar[str] = sentence(
        "The import of {subject} is done: {created} created, {updated} updated, {refused} refused"
    )

    kind: str
    created: int
    updated: int
    unchanged: int
    refused: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStopped(_ImportEvent):
    """Somebody stopped an import before its end; what is in stays."""

    type: ClassVar[str] = "platform.import.stopped"
    sentence: ClassVar[str] = sentence("The import of {subject} was stopped after {rows} rows")

    kind: str
    rows: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(_ImportEvent):
    """What an import did was taken back, as far as nobody had touched it since."""

    type: ClassVar[str] = "platform.import.undone"
    sentence: ClassVar[str] = sentence("The import of {subject} was undone: {taken_back} taken back, {kept} kept")

    kind: str
    taken_back: int
    kept: int
