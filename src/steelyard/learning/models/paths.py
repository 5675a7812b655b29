"""Learning paths."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record


class LearningPath(Record):
    """Courses in an order, and whom they are for. Who is on it is who is enrolled in its courses."""

    PREFIX = "learningpath"

    key = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    courses = ArrayField(models.UUIDField())
    for_partners = models.BooleanField(default=True)
    for_host = models.BooleanField(default=False)
    partner_types = ArrayField(models.CharField(max_length=50), default=list)
    tiers = ArrayField(models.CharField(max_length=50), default=list)
    regions = ArrayField(models.CharField(max_length=20), default=list)
    roles = ArrayField(models.CharField(max_length=30), default=list)
    due_days = models.IntegerField(null=True)
    assigns_itself = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(courses=[]), name="a_path_has_courses"),
            models.CheckConstraint(condition=Q(due_days=None) | Q(due_days__gte=1), name="a_path_gives_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[LearningPath]":
        """Return all paths for the host, those in use for partners to a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(for_partners=True, is_active=True) if actor.is_partner else rows.none()
