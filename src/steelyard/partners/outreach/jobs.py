"""Sending what is due, and handing mails to the mail server."""

from uuid import UUID

from steelyard.partners.models import Outreach
from steelyard.partners.outreach.mails import mail_step
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_MOST_AT_ONCE = 500


@every("*/10 * * * *", "steelyard.partners.send_due_mails")
def send_due_mails() -> None:
    """Send the mails of sequences that are due, each in a transaction of its own; what is left waits for the next run."""
    from steelyard.partners.commands.outreach import send_due_mail

    now = utc_now()
    with as_system():
        due = Outreach.objects.filter(ended_at=None, next_at__lte=now).order_by("next_at", "id")
        ids = list(due.values_list("id", flat=True)[:_MOST_AT_ONCE])
    for outreach_id in ids:
        send_due_mail(outreach_id=outreach_id, now=now)


@job("steelyard.partners.mail_prospect", queue="mail")
def mail_prospect(mail_id: str) -> None:
    """Hand one mail of a sequence to the mail server."""
    with as_system():
        mail_step(UUID(mail_id), now=utc_now())
