"""What happens to sequences of mails. Nobody but the host hears of it."""

from dataclasses import dataclass

from steelyard.kernel.refusals import sentence
from steelyard.partners.outreach.terms import ENDING_NAMES
from steelyard.partners.recruiting.events import ProspectEvent
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachBegun(ProspectEvent):
    """A sequence of mails to a prospect began."""

    type = "partners.outreach.begun"
    sentence = sentence("The sequence {sequence} to {subject} began")
    icon = "mail-forward"

    sequence: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachMailed(ProspectEvent):
    """A mail of a sequence was sent to a prospect."""

    type = "partners.outreach.mailed"
    sentence = sentence("Mail {number} of the sequence {sequence} was sent to {subject}")
    icon = "mail"

    sequence: str
    number: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachEnded(ProspectEvent):
    """A sequence of mails to a prospect ended; `ending` says why."""

    type = "partners.outreach.ended"
    sentence = sentence("The sequence {sequence} to {subject} ended: {ending}")
    terms = {"ending": ENDING_NAMES}
    icon = "mail-off"

    sequence: str
    ending: str
