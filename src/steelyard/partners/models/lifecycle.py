"""The states a partner was in, which the database keeps itself, and how partners left."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.lifecycle.terms import DataWish, OffboardingReason, OffboardingState, Way
from steelyard.partners.models.partners import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class StatusPeriod(models.Model):
    """A state that a partner was in, from one instant until another. A trigger writes it, whatever changes the partner."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="status_periods")
    status = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(until_at=None), name="one_open_status_period"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("since_at")), name="status_period_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["partner", "since_at"], name="partners_status_periods")]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.status}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[StatusPeriod]":
        """Return the periods that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()


class Offboarding(Record):
    """One offboarding of a partner: why, what becomes of its data, and whose access it ended. For the host alone."""

    PREFIX = "offboarding"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="offboardings")
    state = models.CharField(max_length=20, default=OffboardingState.OPEN)
    reason = models.CharField(max_length=20)
    explanation = models.CharField(max_length=500)
    data = models.CharField(max_length=10)
    status_before = models.CharField(max_length=20)
    """The state in which the partner was, and is again when it is called off."""
    member_ids = ArrayField(models.UUIDField(), default=list)
    """The memberships that it ended, to be opened again when the partner comes back."""
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField(null=True)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(state=OffboardingState.OPEN.value),
                name="a_partner_leaves_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=OffboardingState.OPEN.value, closed_at=None)
                | Q(
                    state__in=[OffboardingState.COMPLETED.value, OffboardingState.CANCELLED.value],
                    closed_at__isnull=False,
                ),
                name="offboarding_is_open_or_says_when_it_closed",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in OffboardingReason]), name="offboarding_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(data__in=[one.value for one in DataWish]), name="offboarding_says_what_becomes_of_data"
            ),
            models.CheckConstraint(
                condition=Q(status_before__in=[one.value for one in PartnerStatus]), name="offboarding_knows_where_from"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="partners_offboardings")]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.reason}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Offboarding]":
        """Return the offboardings that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class OffboardingSettlement(models.Model):
    """One time that a step of a offboarding's checklist was settled. Only ever appended."""

    id = models.BigAutoField(primary_key=True)
    offboarding = models.ForeignKey(Offboarding, on_delete=models.CASCADE, related_name="settlements")
    step = models.CharField(max_length=50)
    way = models.CharField(max_length=20)
    heir = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    count = models.IntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField()
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in Way]), name="way_of_settling_a_step_is_known"
            ),
            models.CheckConstraint(
                condition=Q(way=Way.HAND_OVER.value, heir__isnull=False) | (~Q(way=Way.HAND_OVER.value) & Q(heir=None)),
                name="what_is_handed_over_has_an_heir",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offboarding_id}: {self.step}"
