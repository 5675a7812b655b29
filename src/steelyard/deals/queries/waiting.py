"""Which registrations time, or somebody's leaving, has something to do with."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import PROTECTED_STATES, RegistrationState

BATCH = 500


def list_expired(now: datetime) -> list[UUID]:
    """Return the registrations whose protection, or time to answer, is over."""
    protected = Q(state__in=sorted(state.value for state in PROTECTED_STATES), protected_until__lte=now)
    unanswered = Q(state=RegistrationState.INFORMATION_REQUESTED, answer_due_at__lte=now)
    return _ids(DealRegistration.objects.filter(protected | unanswered).order_by("id"))


def list_to_remind(now: datetime) -> list[UUID]:
    """Return the registrations whose end is to be announced."""
    return _ids(DealRegistration.objects.filter(next_reminder_at__lte=now).order_by("next_reminder_at", "id"))


def list_to_escalate(now: datetime) -> list[UUID]:
    """Return the registrations whose review is about to be late."""
    return _ids(DealRegistration.objects.filter(due_at__isnull=False, escalate_at__lte=now).order_by("due_at", "id"))


def list_overdue(now: datetime) -> list[UUID]:
    """Return the registrations whose review is past its hard limit."""
    rows = DealRegistration.objects.filter(due_at__isnull=False, hard_due_at__lte=now)
    # Whoever submitted first is decided first.
    return _ids(rows.order_by("complete_at", "submitted_at", "id"))


def list_waiting_behind(registration_id: UUID) -> list[UUID]:
    """Return what waits for a decision at the companies of a registration that left, the first submission first."""
    left = DealRegistration.objects.filter(id=registration_id, company__isnull=False).first()
    if left is None:
        return []
    companies: Iterable[UUID | None] = (left.company_id, *left.related_company_ids, *left.maybe_company_ids)
    rows = DealRegistration.objects.filter(company_id__in=list(companies), hard_due_at__isnull=False)
    return _ids(rows.exclude(id=registration_id).order_by("complete_at", "submitted_at", "id"))


def _ids(rows: QuerySet[DealRegistration]) -> list[UUID]:
    return list(rows.values_list("id", flat=True)[:BATCH])
