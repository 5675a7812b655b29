"""Merges of companies: which became a forward to which, by whose choice, and everything that undoing it needs."""

from django.db import models
from django.db.models import Q

from steelyard.companies.models.companies import Company
from steelyard.platform.merging.models import Merge


class CompanyMerge(Merge):
    """One merge of companies; the host alone reads it."""

    PREFIX = "merge"
    KIND = Company.PREFIX

    survivor = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="no_company_is_merged_into_itself"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="a_company_is_merged_into_one_other"
            ),
        ]
        indexes = [models.Index(fields=["-merged_at"], name="companies_merges_newest")]
