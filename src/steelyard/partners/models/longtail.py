"""Where partners stand towards the long tail, made anew every night, and the rises of small ones. For the host alone."""

from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class TailStanding(models.Model):
    """What the rules of the long tail said of a partner last: its value, how often it came, and on which track it is."""

    partner = models.OneToOneField(Partner, primary_key=True, on_delete=models.CASCADE, related_name="tail_standing")
    track = models.CharField(max_length=30, blank=True)
    """Empty where it is not in the long tail."""
    since_on = models.DateField(null=True)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    touches = models.IntegerField()
    tier = models.CharField(max_length=50, blank=True)
    types = models.JSONField()
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    evaluated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(track="", since_on=None) | (~Q(track="") & Q(since_on__isnull=False)),
                name="who_is_in_the_long_tail_is_so_since_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["track", "value", "partner"], name="partners_tail_tracks"),
            models.Index(fields=["value", "partner"], name="partners_tail_values"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.track}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[TailStanding]":
        """Return the standings that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class Rise(Record):
    """That a small partner grows against its own past, from the night on which that was noticed."""

    PREFIX = "rise"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="rises", db_index=False)
    raised_on = models.DateField()
    facts = models.JSONField()
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    lead_id = models.UUIDField(null=True)
    ended_on = models.DateField(null=True)
    dismissed_by = models.UUIDField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(ended_on=None), name="one_rise_at_a_time"),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, reason="") | (Q(dismissed_at__isnull=False) & ~Q(reason="")),
                name="a_dismissed_rise_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["-raised_on", "-id"], name="partners_rises_newest"),
            models.Index(fields=["partner", "-raised_on"], name="partners_rises_of_partner"),
            models.Index(fields=["updated_at", "id"], name="partners_rise_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.raised_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Rise]":
        """Return the rises that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()
