"""Mailboxes that the servers of their domains refuse."""

from django.db import models

from steelyard.platform.db import Record


class RefusedMailbox(Record):
    """A mail address that, says its server, takes no mails any more; nothing is sent there until it is forgotten."""

    PREFIX = "mailbox"

    address = models.TextField(unique=True)
    """In lower case."""
    code = models.IntegerField()
    """The SMTP reply (RFC 5321), or 550 where a notice that came later named none."""
    said = models.TextField()
    refused_at = models.DateTimeField()

    class Meta:
        db_table = "platform_refusedmailbox"
