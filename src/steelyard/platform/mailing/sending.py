"""Sending mails one by one, and keeping which mailboxes refuse them."""

from collections.abc import Collection
from datetime import datetime
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from uuid import UUID

import structlog
from django.core.mail import EmailMessage
from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.mailing.events import MailboxRefused
from steelyard.platform.mailing.models import RefusedMailbox
from steelyard.platform.mailing.policies import is_gone

_LONGEST_REPLY = 500
log = structlog.get_logger(__name__)


def send(message: EmailMessage, *, now: datetime) -> bool:
    """Send a mail to its one recipient and return whether the next server took it; a mailbox that refuses mails gets no more.

    Call within a transaction, which keeps the refusal. Raises: SMTPException and OSError for what may pass, so that the job is
    tried again.
    """
    address = parseaddr(message.to[0])[1]
    with as_system():
        if address.lower() in find_refused([address]):
            log.info("mail_withheld", reason="the mailbox refuses mails")
            return False
        try:
            message.send()
        except SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            words = said.decode(errors="replace")
            if not is_gone(code, words):
                raise
            note_refusal(address=address, code=code, said=words, now=now)
            return False
    return True


@transaction.atomic
def note_refusal(*, address: str, code: int, said: str, now: datetime) -> None:
    """Keep that a mailbox refuses mails; of one that is known already nothing new happens."""
    with as_system():
        row, is_new = RefusedMailbox.objects.get_or_create(
            address=address.strip().lower(),
            defaults={"code": code, "said": said[:_LONGEST_REPLY], "refused_at": now},
        )
        if is_new:
            domain = row.address.rpartition("@")[2]
            record(MailboxRefused(subject_id=row.id, subject_label=domain, code=code), actor=SYSTEM, now=now)


@transaction.atomic
def report_refusal(*, actor: Actor, address: str, code: int, said: str, now: datetime) -> None:
    """Keep what a mail server said later about a mail, if it means that the mailbox is gone. Raises: NotAllowed."""
    if not (actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN))):
        raise NotAllowed
    if is_gone(code, said):
        note_refusal(address=address, code=code, said=said, now=now)


def forget_refusal(address: str) -> bool:
    """Let mails go to a mailbox again; return whether it was known to refuse them."""
    with as_system():
        return bool(RefusedMailbox.objects.filter(address=address.strip().lower()).delete()[0])


def find_refused(addresses: Collection[str]) -> dict[str, datetime]:
    """Return since when those of the mailboxes refuse mails that do, by their addresses in lower case."""
    wanted = {address.lower() for address in addresses}
    with as_system():
        rows = RefusedMailbox.objects.filter(address__in=wanted).values_list("address", "refused_at")
        return dict(rows)


def get_address(mailbox_id: UUID) -> str:
    """Return the address of a mailbox that refused mails; nothing once it is forgotten."""
    with as_system():
        return RefusedMailbox.objects.filter(id=mailbox_id).values_list("address", flat=True).first() or ""
