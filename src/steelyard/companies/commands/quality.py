"""Assessing the data of companies."""

from datetime import datetime

from django.db import transaction

from steelyard.companies.models import CompanyAssessment, CompanyScore
from steelyard.companies.models.assessing import keep_scores


@transaction.atomic
def assess_companies(*, now: datetime) -> int:
    """Assess the data of every company and return how many scores are no longer what they were; call as the system."""
    changed = keep_scores(now)
    said = {"assessed_at": now, "companies": CompanyScore.objects.count()}
    CompanyAssessment.objects.update_or_create(id=1, defaults=said)
    return changed
