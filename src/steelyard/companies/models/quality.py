"""How good the data of each company is, as it was computed last: for lists that show the worst first."""

from django.db import models

from steelyard.companies.models.companies import Company
from steelyard.kernel.actors import Actor


class CompanyScore(models.Model):
    """The score of a company with the shares of its parts, in whole percent. The host's alone."""

    company = models.OneToOneField(Company, primary_key=True, on_delete=models.CASCADE, related_name="score")
    score = models.SmallIntegerField()
    completeness = models.SmallIntegerField()
    freshness = models.SmallIntegerField()
    identity = models.SmallIntegerField()
    duplicates = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["score", "company"], name="companies_score_worst")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[CompanyScore]":
        """Return the scores that the actor may see."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class CompanyAssessment(models.Model):
    """When all companies were assessed last; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    assessed_at = models.DateTimeField()
    companies = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_company_assessment")]
