"""Sequences end with whatever makes them pointless."""

from datetime import datetime

from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands
from steelyard.partners.recruiting.events import ProspectApplied, ProspectApproved, ProspectMoved, ProspectRefused
from steelyard.platform.mailing.events import MailboxRefused
from steelyard.platform.mailing.sending import get_address
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(ProspectMoved, ProspectApplied, ProspectApproved, ProspectRefused)
def end_what_is_pointless(happened: Happened, now: datetime) -> None:
    """Write no more to whoever is talked to, was decided about, or applied from the same mailbox."""
    commands.end_pointless_outreach(prospect_id=happened.event.subject_id, actor=SYSTEM, now=now)


@reacts_to(MailboxRefused)
def end_what_does_not_arrive(happened: Happened, now: datetime) -> None:
    """Write no more to a mailbox that refuses mails."""
    if mailbox := get_address(happened.event.subject_id):
        commands.end_unreachable_outreach(mailbox=mailbox, now=now)
