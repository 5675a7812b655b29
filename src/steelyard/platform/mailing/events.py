"""What happens to mailboxes. The log is kept for good, so it names the domain and not the address."""

from dataclasses import dataclass
from typing import ClassVar

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRefused(Event):
    type: ClassVar[str] = "platform.mailbox.refused"
    subject_type: ClassVar[str] = "mailbox"
    sentence: ClassVar[str] = sentence("Mails to a mailbox at {subject} come back ({code})")
    icon: ClassVar[str] = "mail-off"

    code: int
