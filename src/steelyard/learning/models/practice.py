"""Practical work that learners hand in."""

import pgtrigger
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.learning.models.enrollments import Enrollment
from steelyard.platform.db import Record


class Work(Record):
    """What was handed in once for a lesson, and, when somebody has looked at it, whether it is accepted. Then it stays."""

    PREFIX = "work"

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+", db_index=False)
    lesson = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    number = models.IntegerField()
    text = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    handed_in_at = models.DateTimeField()
    graded_at = models.DateTimeField(null=True)
    graded_by = models.UUIDField(null=True)
    is_accepted = models.BooleanField(null=True)
    feedback = models.CharField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson", "number"], name="one_piece_of_work_per_number"),
            models.UniqueConstraint(
                fields=["enrollment", "lesson"], condition=Q(graded_at=None), name="one_piece_of_work_waits"
            ),
            models.CheckConstraint(
                condition=Q(graded_at=None, graded_by=None, is_accepted=None)
                | Q(graded_at__isnull=False, graded_by__isnull=False, is_accepted__isnull=False),
                name="graded_work_has_a_grader",
            ),
        ]
        indexes = [
            models.Index(fields=["handed_in_at", "id"], name="learning_work_handed_in"),
            models.Index(fields=["handed_in_at", "id"], condition=Q(graded_at=None), name="learning_work_waiting"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="graded_once",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__graded_at__isnull=False),
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Work]":
        """Return the work of the enrollments that the actor may see."""
        return cls.objects.filter(enrollment__in=Enrollment.visible_to(actor).values("id"))
