"""Competencies, and from when until when which partner has them."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from steelyard.learning.terms import Level
from steelyard.platform.db import Record


class Competency(Record):
    """What a partner can be competent in: so many people who hold one of its certifications."""

    PREFIX = "competency"

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    level = models.CharField(max_length=20, default=Level.ASSOCIATE)
    certifications = ArrayField(models.UUIDField())
    """Any one of them counts; a person with several counts once."""
    people = models.IntegerField(default=1)
    family = models.ForeignKey("program.ProductFamily", on_delete=models.PROTECT, null=True, related_name="+")
    """The product family that partners who have it are certified for."""
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="a_competency_needs_people"),
            models.CheckConstraint(condition=~Q(certifications=[]), name="a_competency_asks_for_something"),
        ]

    def __str__(self) -> str:
        return self.name


class CompetencyGrant(Record):
    """That a partner has a competency, from one day until another."""

    PREFIX = "competencygrant"

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="grants")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+", db_index=False)
    since_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "partner"], condition=Q(until=None), name="one_open_grant_per_partner"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since_on")), name="grant_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["partner", "until"], name="learning_grant_partner")]

    @staticmethod
    def holds_on(day: date) -> Q:
        """Return the condition that the partner had the competency on the day."""
        return Q(since_on__lte=day) & (Q(until=None) | Q(until__gt=day))
