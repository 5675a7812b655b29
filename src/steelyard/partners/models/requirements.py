"""Where partners stand with the program's requirements, and the documents that they gave."""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner
from steelyard.partners.requirements.terms import Consequence, EvidenceStep, RequirementState
from steelyard.platform.db import Record


class RequirementStanding(Record):
    """Whether a partner meets a requirement. It follows from the rules and from what is measured."""

    PREFIX = "requirement"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="requirement_standings")
    requirement = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    metric = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10)
    asked = models.DecimalField(max_digits=20, decimal_places=4)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    since_on = models.DateField()
    tolerated_until = models.DateField(null=True)
    """The first day on which a miss is not tolerated any more; None where it is met."""
    advice = models.CharField(max_length=200, blank=True)
    consequences = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "requirement"], name="one_standing_with_a_requirement"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RequirementState]), name="state_of_requirement_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RequirementState.MET, tolerated_until=None)
                | (~Q(state=RequirementState.MET) & Q(tolerated_until__isnull=False)),
                name="a_missed_requirement_is_tolerated_until_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "tolerated_until", "id"], name="partners_requirements_missed")]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.requirement}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RequirementStanding]":
        """Return the standings that the actor may see: all for the host, its own for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner=actor.partner_id) if actor.is_partner else rows.none()

    @staticmethod
    def holding_on(day: date) -> Q:
        """Return the condition that the miss holds registrations of deals on the day."""
        return Q(consequences__contains=[Consequence.HOLD.value], tolerated_until__lte=day)


class RequirementEvidence(Record):
    """A document that shows that a requirement is met. It counts once somebody of the host accepted it, until its day."""

    PREFIX = "requirementevidence"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="requirement_evidence")
    requirement = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    file = models.UUIDField()
    remark = models.CharField(max_length=500, blank=True)
    valid_until = models.DateField()
    step = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=[one.value for one in EvidenceStep]), name="step_of_evidence_is_known"
            ),
            models.CheckConstraint(
                condition=Q(step=EvidenceStep.GIVEN, reviewed_at=None)
                | Q(step=EvidenceStep.ACCEPTED, reviewed_at__isnull=False)
                | (Q(step=EvidenceStep.REFUSED, reviewed_at__isnull=False) & ~Q(reason="")),
                name="evidence_is_refused_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "requirement", "-valid_until"], name="partners_requirement_evidence")
        ]
        triggers = [
            pgtrigger.Protect(
                name="reviewed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.file, OLD.valid_until, OLD.requirement) IS DISTINCT FROM (NEW.file, NEW.valid_until, NEW.requirement)"
                    " OR (OLD.step <> 'given' AND (OLD.step, OLD.reviewed_by, OLD.reason)"
                    " IS DISTINCT FROM (NEW.step, NEW.reviewed_by, NEW.reason)))"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.requirement}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RequirementEvidence]":
        """Return the documents that the actor may see: all for the host, its own for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner=actor.partner_id) if actor.is_partner else rows.none()
