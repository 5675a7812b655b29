"""Which links from mails were used: each once."""

from django.db import models

from steelyard.identity.models.people import Membership
from steelyard.platform.db import Record


class MailLinkUse(Record):
    """That somebody did what a mail offered.

    The same action on the same version of a thing is done once, however often it was mailed.
    """

    PREFIX = "maillink"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    action = models.TextField()
    subject_id = models.UUIDField()
    version = models.IntegerField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "action", "subject_id", "version"], name="a_mail_link_is_used_once"
            )
        ]
