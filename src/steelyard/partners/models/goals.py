"""Goals that a partner and the host agree on, and all that was proposed for them."""

from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.goals.terms import GoalShape
from steelyard.partners.models.partners import Partner
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class Goal(Record):
    """What a partner is to reach in a period, by one of the metrics that contexts told of."""

    PREFIX = "goal"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="goals")
    metric = models.CharField(max_length=100)
    starts_on = models.DateField()
    until = models.DateField()
    created_at = models.DateTimeField()
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "metric", "starts_on"], name="one_goal_for_a_thing_from_a_day"),
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="goal_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="partners_newest_goals"),
            models.Index(fields=["updated_at", "id"], name="partners_goal_updated"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.starts_on}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Goal]":
        """Return the goals that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()


class GoalRevision(models.Model):
    """A target that one side proposed; the newest that the other agreed to holds. What was answered stays as it is."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.SmallIntegerField()
    target = models.DecimalField(max_digits=18, decimal_places=2)
    shape = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    by_host = models.BooleanField()
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="one_revision_of_a_goal_per_number"),
            models.UniqueConstraint(fields=["goal"], condition=Q(answered_at=None), name="one_open_proposal_of_a_goal"),
            models.CheckConstraint(condition=Q(target__gt=0), name="goal_target_is_positive"),
            models.CheckConstraint(
                condition=Q(shape__in=[shape.value for shape in GoalShape]), name="goal_shape_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_agreed=None) | Q(answered_at__isnull=False, is_agreed__isnull=False),
                name="an_answered_proposal_has_an_answer",
            ),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.number}"
