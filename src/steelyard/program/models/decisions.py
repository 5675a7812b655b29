"""Decisions; what was decided is never changed again."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class Decision(Record):
    """What was decided, as its partner may read it; appended once."""

    PREFIX = "decision"

    kind = models.CharField(max_length=50)
    subject_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    rulebook = models.CharField(max_length=50)
    rules_label = models.CharField(max_length=100)
    rules_version_ids = ArrayField(models.UUIDField())
    outcome = models.CharField(max_length=50)
    reasons = models.JSONField()
    would_change = models.JSONField()
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    """The person who decided; None where the rules did."""

    class Meta:
        indexes = [models.Index(fields=["subject_id", "-decided_at"], name="program_decision_subject")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Decision]":
        """Return what the actor may read: the host everything, a partner the business of those it sees."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if actor.is_partner:
            return cls.objects.filter(partner_id__in=visible_partner_ids(actor))
        return cls.objects.none()


class DecisionFacts(models.Model):
    """What a decision was made from, and how; it may speak of others and is the host's alone."""

    decision = models.OneToOneField(Decision, primary_key=True, on_delete=models.DO_NOTHING, related_name="evidence")
    partner_id = models.UUIDField(null=True)
    facts = models.JSONField()
    reasons = models.JSONField()
    ladder = models.JSONField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
