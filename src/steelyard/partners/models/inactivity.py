"""From which day on partners did nothing: a period begins with a day of activity, and ends with the next such day."""

from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.models.partners import Partner


class QuietPeriod(models.Model):
    """That a partner gave a signal on a day, and none again before another. For the host alone."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="quiet_periods")
    signal = models.CharField(max_length=10)
    since_on = models.DateField()
    until = models.DateField(null=True)
    told_days = models.IntegerField(default=0)
    """Of how many days without any signal was told already."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "signal", "since_on"], name="a_day_begins_one_quiet_period"),
            models.UniqueConstraint(
                fields=["partner", "signal"], condition=Q(until=None), name="one_open_quiet_period_per_signal"
            ),
            models.CheckConstraint(
                condition=Q(signal__in=[one.value for one in Signal]), name="signal_of_quiet_period_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since_on")), name="quiet_period_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["signal", "since_on", "id"], name="partners_quiet_since")]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.signal} {self.since_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[QuietPeriod]":
        """Return the periods that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()
