"""What is told when somebody takes a list with them."""

from dataclasses import dataclass
from typing import ClassVar

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ListExported(Event):
    """Somebody took the rows of a list as a file; `asked` is the address's question: filters, sorting, columns."""

    type: ClassVar[str] = "platform.list.exported"
    subject_type: ClassVar[str] = "export"
    sentence: ClassVar[str] = sentence("{subject} was exported: {rows} rows")
    icon: ClassVar[str] = "download"

    list: str
    format: str
    rows: int
    asked: str
