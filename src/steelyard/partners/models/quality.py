"""How good the data of a partner is, and what the partner is asked to put right. Both can be made again from the rest."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner
from steelyard.partners.quality.terms import Detail, TaskKind
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids

M = TypeVar("M", bound=models.Model)


class PartnerScore(models.Model):
    """The score of a partner's data as it was assessed last, with the parts of which it is the weighted sum."""

    partner = models.OneToOneField(Partner, primary_key=True, on_delete=models.CASCADE, related_name="score")
    score = models.DecimalField(max_digits=7, decimal_places=4)
    completeness = models.DecimalField(max_digits=5, decimal_places=4)
    freshness = models.DecimalField(max_digits=5, decimal_places=4)
    contacts = models.DecimalField(max_digits=5, decimal_places=4)
    duplicates = models.DecimalField(max_digits=5, decimal_places=4)
    facts = models.JSONField()
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="a_score_is_of_a_hundred"),
        ]
        indexes = [models.Index(fields=["score", "partner"], name="partners_worst_scores")]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.score}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PartnerScore]":
        """Return the scores that the actor may see: all for the host, its own and those under it for a partner."""
        return _of_visible_partners(cls.objects.all(), actor)


class DataTask(Record):
    """Something that a partner is asked to put right by a day; done by itself as soon as the data is right."""

    PREFIX = "datatask"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="data_tasks")
    kind = models.CharField(max_length=20)
    detail = models.CharField(max_length=30, blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in TaskKind]), name="kind_of_data_task_is_known"
            ),
            models.UniqueConstraint(
                fields=["partner", "kind", "detail"], condition=Q(done_at=None), name="a_thing_is_asked_for_once"
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="partners_open_data_tasks")]

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}".strip()

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[DataTask]":
        """Return the tasks that the actor may see: all for the host, its own and those under it for a partner."""
        return _of_visible_partners(cls.objects.all(), actor)

    @classmethod
    def settle(cls, partner_id: UUID, kind: TaskKind, *, details: Collection[Detail] = (), now: datetime) -> None:
        """Mark the partner's open tasks of a kind done; those about certain details where some are named."""
        rows = cls.objects.filter(partner=partner_id, kind=kind, done_at=None)
        (rows.filter(detail__in=details) if kind is TaskKind.FILL else rows).update(done_at=now)

    @staticmethod
    def late_on(day: date) -> Q:
        """Return the condition that a task is open and its day has passed."""
        return Q(done_at=None, due_on__lt=day)


def _of_visible_partners(rows: "models.QuerySet[M]", actor: Actor) -> "models.QuerySet[M]":
    if actor.is_host or actor.is_system:
        return rows
    return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()
