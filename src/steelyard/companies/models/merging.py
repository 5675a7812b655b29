"""Merges of companies: which became a forward to which, by whose choice, and everything that undoing it needs."""

from django.db import models
from django.db.models import Q

from steelyard.companies.models.companies import Company
from steelyard.platform.db import Record


class CompanyMerge(Record):
    """One merge, and its end if it was undone. `journal` says what was moved; the host alone reads it."""

    PREFIX = "merge"

    survivor = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    merged_name = models.CharField(max_length=200)
    journal = models.JSONField()
    merged_by = models.UUIDField(null=True)
    merged_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="no_company_is_merged_into_itself"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="a_company_is_merged_into_one_other"
            ),
        ]
        indexes = [models.Index(fields=["-merged_at"], name="companies_merges_newest")]
