"""Reading the notices by which mail servers say, hours later, that a mail did not arrive (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from steelyard.platform.mailing.policies import is_gone

_REPLY = re.compile(r"\b([45]\d\d)\b")
_NO_REPLY = 550


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mailbox that refused a mail for good, and what its server said."""

    address: str
    code: int
    said: str


def read_notice(raw: bytes) -> list[Bounce]:
    """Return the mailboxes that a notice says are gone; none for a mail that is no such notice, or speaks of a delay."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    return [bounce for part in parts for group in _groups(part) for bounce in _read(group)]


def _groups(part: Message) -> list[Message]:
    """Return the groups of fields of a delivery status: one on the mail, then one for each recipient."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _read(group: Message) -> Iterator[Bounce]:
    recipient, action = str(group.get("Final-Recipient", "")), str(group.get("Action", ""))
    kind, _, address = recipient.partition(";")
    if action.strip().lower() != "failed" or kind.strip().lower() != "rfc822" or "@" not in address:
        return
    said = " ".join(f"{group.get('Status', '')} {group.get('Diagnostic-Code', '')}".split())
    reply = _REPLY.search(str(group.get("Diagnostic-Code", "")))
    code = int(reply[1]) if reply else _NO_REPLY
    if is_gone(code, said):
        yield Bounce(address=address.strip(), code=code, said=said)
