"""Disputes: who says what against a decision, who rules on it, and the ruling, which nobody changes."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from steelyard.deals.models.following import Following
from steelyard.deals.terms import DisputeGround, DisputeState, Ruling, Side
from steelyard.platform.changes import UpdatedAtField

_IS_OPEN = Q(state=DisputeState.OPEN.value)
_IS_RULED = Q(state=DisputeState.RULED.value)


class Dispute(Following):
    """A dispute about a registration, from filing to ruling. An appeal against a ruling is a dispute of its own."""

    PREFIX = "dispute"

    side = models.CharField(max_length=10)
    ground = models.CharField(max_length=30)
    filed_at = models.DateTimeField()
    filed_by = models.UUIDField(null=True)
    appeal_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="appeal")
    state = models.CharField(max_length=20, default=DisputeState.OPEN)
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    updated_at = UpdatedAtField()
    """When it was said that the ruling is late."""
    arbiter_id = models.UUIDField(null=True)
    ruling = models.CharField(max_length=20, blank=True)
    ruling_reason = models.TextField(max_length=5000, blank=True)
    closed_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    """From when on the ruling cannot be appealed against."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="dispute_side_is_known"),
            models.CheckConstraint(
                condition=Q(ground__in=[ground.value for ground in DisputeGround]), name="dispute_ground_is_known"
            ),
            models.CheckConstraint(
                condition=(_IS_OPEN & Q(closed_at=None))
                | (Q(state=DisputeState.WITHDRAWN.value) & Q(closed_at__isnull=False))
                | (_IS_RULED & Q(closed_at__isnull=False, final_at__isnull=False, arbiter_id__isnull=False)),
                name="dispute_is_open_or_ended",
            ),
            models.CheckConstraint(
                condition=(_IS_RULED & Q(ruling__in=[ruling.value for ruling in Ruling]) & ~Q(ruling_reason=""))
                | (~_IS_RULED & Q(ruling="", ruling_reason="")),
                name="dispute_ruling_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(arbiter_id=F("filed_by")), name="nobody_rules_on_their_own_dispute"),
            models.UniqueConstraint(
                fields=["registration"], condition=_IS_OPEN, name="one_open_dispute_per_registration"
            ),
        ]
        indexes = [
            models.Index(fields=["partner_id", "-filed_at"], name="deals_disputes_of_partner"),
            models.Index(fields=["due_at"], condition=_IS_OPEN, name="deals_disputes_open"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_is_closed", operation=pgtrigger.Update, condition=pgtrigger.Q(old__closed_at__isnull=False)
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == DisputeState.OPEN


class DisputeStatement(Following):
    """Something that a side says in a dispute."""

    PREFIX = "statement"

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="statements")
    side = models.CharField(max_length=10)
    body = models.TextField(max_length=5000)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=[side.value for side in Side]), name="statement_side_is_known")
        ]
        indexes = [models.Index(fields=["dispute", "said_at"], name="deals_statements_of")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
