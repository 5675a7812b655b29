"""Where partners stand by the rules of tiers, which can be made again from the rest, and the notices that were given."""

from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner
from steelyard.partners.tiers.terms import Outlook
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class TierEvaluation(models.Model):
    """What the rules said of a partner last: the values measured, the points of the track that counts, the tier reached."""

    partner = models.OneToOneField(Partner, primary_key=True, on_delete=models.CASCADE, related_name="evaluation")
    tier = models.CharField(max_length=50, blank=True)
    """The tier it was in when it was evaluated, with what followed of that."""
    reached = models.CharField(max_length=50, blank=True)
    next_tier = models.CharField(max_length=50, blank=True)
    track = models.CharField(max_length=30, blank=True)
    points = models.DecimalField(max_digits=12, decimal_places=4)
    full = models.DecimalField(max_digits=12, decimal_places=4)
    outlook = models.CharField(max_length=10)
    below_since = models.DateField(null=True)
    types = models.JSONField()
    values = models.JSONField()
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    evaluated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outlook__in=[outlook.value for outlook in Outlook]), name="outlook_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["points", "partner"], name="partners_tier_points"),
            models.Index(fields=["outlook", "partner"], name="partners_tier_outlooks"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.reached}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[TierEvaluation]":
        """Return the evaluations that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()


class TierNotice(Record):
    """That a partner will lose its tier on a day, unless it meets it again before; `ended_on` is when that came to an end."""

    PREFIX = "tiernotice"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="tier_notices")
    tier = models.CharField(max_length=50)
    lower = models.CharField(max_length=50, blank=True)
    """What follows it; empty for no tier."""
    given_on = models.DateField()
    demote_on = models.DateField()
    ended_on = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(ended_on=None), name="one_open_notice_of_a_tier"),
            models.CheckConstraint(condition=Q(demote_on__gte=F("given_on")), name="a_tier_ends_after_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.tier}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[TierNotice]":
        """Return the notices that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()
