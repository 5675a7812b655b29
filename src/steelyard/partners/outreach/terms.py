"""The words of outreach: why a sequence ended, and what is known of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from steelyard.kernel.refusals import sentence
from steelyard.partners.recruiting.terms import ProspectStage

OPEN_TO_MAILS = frozenset({ProspectStage.PROSPECT, ProspectStage.CONTACTED})
"""The stages in which a prospect is written to; whoever is further is talked to."""


class OutreachEnding(StrEnum):
    """Why a sequence of mails ended."""

    ANSWERED = "answered"
    MOVED_ON = "moved_on"
    UNWANTED = "unwanted"
    UNREACHABLE = "unreachable"
    STOPPED = "stopped"
    FINISHED = "finished"

    @property
    def label(self) -> str:
        return _ENDING_LABELS[self]


_ENDING_LABELS = {
    OutreachEnding.ANSWERED: sentence("They answered"),
    OutreachEnding.MOVED_ON: sentence("Moved on"),
    OutreachEnding.UNWANTED: sentence("They want no more mails"),
    OutreachEnding.UNREACHABLE: sentence("Mails come back"),
    OutreachEnding.STOPPED: sentence("Stopped by hand"),
    OutreachEnding.FINISHED: sentence("All mails sent"),
}
ENDING_NAMES: dict[str, str] = {ending.value: label for ending, label in _ENDING_LABELS.items()}
ENDING_TONES = {
    OutreachEnding.ANSWERED: "green",
    OutreachEnding.MOVED_ON: "green",
    OutreachEnding.UNWANTED: "red",
    OutreachEnding.UNREACHABLE: "red",
    OutreachEnding.STOPPED: "neutral",
    OutreachEnding.FINISHED: "neutral",
}
"""The tone in which an ending is shown."""

BY_HAND = (OutreachEnding.ANSWERED, OutreachEnding.STOPPED)
"""What a person may say about a sequence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMail:
    """The mail of a sequence that comes next, and when."""

    number: int
    subject: str
    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachFilter:
    """Which sequences are wanted; empty fields do not restrict."""

    text: str = ""
    sequence: str = ""
    ending: OutreachEnding | None = None
    is_running: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceTally:
    """What became of all that were written to by one sequence."""

    sequence: str
    begun: int
    running: int
    answered: int
    """Who answered or moved on."""
    unwanted: int
