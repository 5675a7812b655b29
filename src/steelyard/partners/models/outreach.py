"""Sequences of mails to prospects, what was sent, and who wants none. The host alone reads any of it."""

from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.recruiting import Prospect
from steelyard.partners.outreach.terms import OutreachEnding
from steelyard.platform.db import Record


class Outreach(Record):
    """A sequence of mails to one prospect, running until it has ended."""

    PREFIX = "outreach"

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="outreach")
    sequence = models.CharField(max_length=30)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    sent = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """When the next mail is due; none once it has ended."""
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prospect"], condition=Q(ended_at=None), name="a_prospect_is_in_one_sequence_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="", next_at__isnull=False)
                | Q(ended_at__isnull=False, ending__in=[one.value for one in OutreachEnding], next_at=None),
                name="a_sequence_runs_or_has_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(ended_at=None), name="partners_due_mails"),
            models.Index(fields=["-begun_at", "id"], name="partners_recent_outreach"),
            models.Index(fields=["sequence", "ending"], name="partners_outreach_tally"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Outreach]":
        """Return the sequences that the actor may see: all for the host, none for anybody else."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class OutreachMail(Record):
    """One mail of a sequence, as it was sent; never changed."""

    PREFIX = "outreachmail"

    outreach = models.ForeignKey(Outreach, on_delete=models.CASCADE, related_name="mails")
    number = models.PositiveSmallIntegerField()
    recipient = models.EmailField()
    subject = models.CharField(max_length=400)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outreach", "number"], name="a_mail_of_a_sequence_is_sent_once"),
        ]


class OptOut(Record):
    """A mailbox that wants no mails any more, kept as a digest so that it holds after everything else is deleted."""

    PREFIX = "optout"

    mailbox = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
