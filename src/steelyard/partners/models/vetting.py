"""Rounds of questionnaires with their answers, where partners stand, who read what, red flags."""

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor, Role
from steelyard.partners.models.partners import Partner
from steelyard.partners.vetting.terms import FlagKind, RiskClass, VettingKind, VettingState, VettingStep
from steelyard.platform.db import Record

READING_ROLES = (Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN, Role.FINANCE, Role.EXECUTIVE, Role.AUDITOR)
"""Which people of the host read answers, risks and red flags."""
_KINDS = [one.value for one in VettingKind]
_OPEN = [one.value for one in VettingStep if one.is_open]
_CLOSED = [one.value for one in VettingStep if not one.is_open]
_KEPT = "answers, step, kind, questionnaire, rules, risk, points, score, reasons, decided_at, decided_by, reason"
_DECIDED = f"OLD.step in ('{_CLOSED[0]}', '{_CLOSED[1]}')"


def _row(of: str) -> str:
    return f"({', '.join(f'{of}.{name}' for name in _KEPT.split(', '))})"


class VettingCase(Record):
    """One round of a questionnaire: answers, what the rules made of them, what was decided. Decided, it stays as it is."""

    PREFIX = "vettingcase"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="vetting_cases")
    questionnaire = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=10, default=VettingStep.DRAFT)
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)
    rules = models.CharField(max_length=100, blank=True)
    """The version of the rules under which it was submitted."""
    questions = models.JSONField(default=list)
    """The questions as they were answered, so that a round reads the same after the rules have changed."""
    risk = models.CharField(max_length=10, blank=True)
    """Empty until it is submitted."""
    points = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    reasons = models.JSONField(default=list)
    sections = models.JSONField(default=list)
    flags = ArrayField(models.CharField(max_length=200), default=list)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    """None where a rule let it pass."""
    reason = models.CharField(max_length=2000, blank=True)
    """What was said with the latest decision, also one that asks for more."""
    passed_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    """The first day on which it does not count any more: written when it passes, earlier where a later round is refused."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "questionnaire"],
                condition=Q(step__in=_OPEN),
                name="one_open_round_of_a_questionnaire",
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="kind_of_vetting_is_known"),
            models.CheckConstraint(
                condition=Q(step__in=[one.value for one in VettingStep]), name="step_of_vetting_is_known"
            ),
            models.CheckConstraint(
                condition=Q(risk="") | Q(risk__in=[one.value for one in RiskClass]), name="risk_of_vetting_is_known"
            ),
            models.CheckConstraint(
                condition=Q(step=VettingStep.DRAFT)
                | (Q(submitted_at__isnull=False, score__isnull=False) & ~Q(risk="")),
                name="what_is_submitted_is_assessed",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=_CLOSED) | Q(decided_at__isnull=False), name="a_closed_round_is_decided"
            ),
            models.CheckConstraint(
                condition=~Q(step__in=[VettingStep.RETURNED, VettingStep.REFUSED]) | ~Q(reason=""),
                name="what_is_not_passed_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(step=VettingStep.PASSED, risk=RiskClass.HIGH) | Q(decided_by__isnull=False),
                name="a_person_passes_a_high_risk",
            ),
            models.CheckConstraint(
                condition=Q(step=VettingStep.PASSED, passed_on__isnull=False, valid_until__gte=F("passed_on"))
                | (~Q(step=VettingStep.PASSED) & Q(passed_on=None, valid_until=None)),
                name="what_passed_holds_until_a_day",
            ),
        ]
        indexes = [models.Index(fields=["partner", "kind", "-passed_on"], name="partners_vetting_passed")]
        triggers = [
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"{_DECIDED} AND {_row('OLD')} IS DISTINCT FROM {_row('NEW')}"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.questionnaire}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[VettingCase]":
        """Return the rounds that the actor may read: all for the host's readers, its own for a partner's administrator."""
        rows = cls.objects.all()
        if actor.is_system or (actor.is_host and actor.has_role(*READING_ROLES)):
            return rows
        if actor.is_partner and actor.has_role(Role.PARTNER_ADMIN):
            return rows.filter(partner=actor.partner_id)
        return rows.none()

    @staticmethod
    def holds_on(day: date) -> Q:
        """Return the condition that what passed counts on the day."""
        return Q(step=VettingStep.PASSED, passed_on__lte=day, valid_until__gt=day)


class VettingStanding(Record):
    """Where a partner stands with a questionnaire. It follows from its rounds and the rules."""

    PREFIX = "vettingstanding"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="vetting_standings")
    questionnaire = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    case = models.ForeignKey(VettingCase, on_delete=models.SET_NULL, null=True, related_name="+")
    """The newest round."""
    passed = models.ForeignKey(VettingCase, on_delete=models.SET_NULL, null=True, related_name="+")
    """The round that passed last, whether it still counts or not."""
    asked_on = models.DateField(null=True)
    requested_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "questionnaire"], name="one_standing_with_a_questionnaire"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="kind_of_vetting_standing_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in VettingState]), name="state_of_vetting_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="partners_vetting_due"),
            models.Index(fields=["state", "due_on", "id"], name="partners_vetting_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.questionnaire}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[VettingStanding]":
        """Return the standings that the actor may see: all for the host's readers, its own for a partner's administrator."""
        rows = cls.objects.all()
        if actor.is_system or (actor.is_host and actor.has_role(*READING_ROLES)):
            return rows
        if actor.is_partner and actor.has_role(Role.PARTNER_ADMIN):
            return rows.filter(partner=actor.partner_id)
        return rows.none()


class VettingReading(models.Model):
    """That somebody of the host read the answers of a round on a day. Only ever appended."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(VettingCase, on_delete=models.CASCADE, related_name="readings")
    person_id = models.UUIDField()
    read_on = models.DateField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person_id", "read_on"], name="a_vetting_reading_is_noted_once_a_day"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.person_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[VettingReading]":
        """Return the readings that the actor may see: the host's readers alone."""
        rows = cls.objects.all()
        return rows if actor.is_system or (actor.is_host and actor.has_role(*READING_ROLES)) else rows.none()


class RedFlag(Record):
    """A red flag about a partner, with what shows it; cleared once, with a reason. For the host alone."""

    PREFIX = "redflag"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="red_flags")
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=2000)
    reference = models.CharField(max_length=200, blank=True)
    """What it is about elsewhere, such as the number of a payment."""
    evidence = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.UUIDField(null=True)
    clearing_reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in FlagKind]), name="kind_of_red_flag_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_red_flag_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None, clearing_reason="")
                | (Q(cleared_at__isnull=False) & ~Q(clearing_reason="")),
                name="a_red_flag_is_cleared_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["partner", "-recorded_at"], name="partners_red_flags")]
        triggers = [
            pgtrigger.Protect(
                name="cleared_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.kind, OLD.text, OLD.reference, OLD.evidence, OLD.recorded_at, OLD.recorded_by) IS DISTINCT FROM"
                    " (NEW.kind, NEW.text, NEW.reference, NEW.evidence, NEW.recorded_at, NEW.recorded_by)"
                    " OR (OLD.cleared_at IS NOT NULL AND (OLD.cleared_at, OLD.cleared_by, OLD.clearing_reason)"
                    " IS DISTINCT FROM (NEW.cleared_at, NEW.cleared_by, NEW.clearing_reason)))"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.kind}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RedFlag]":
        """Return the red flags that the actor may see: the host's readers alone."""
        rows = cls.objects.all()
        return rows if actor.is_system or (actor.is_host and actor.has_role(*READING_ROLES)) else rows.none()
