"""What time and a look at their addresses do to contributions."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from steelyard.content.commands.contributions import end, subject_of
from steelyard.content.contributions.events import ContributionDue, ContributionLapsed
from steelyard.content.contributions.policies import count_failures, due_notice, is_overdue
from steelyard.content.contributions.queries import rules_of_contributions
from steelyard.content.contributions.terms import ContributionState, Reached
from steelyard.content.models import Contribution
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import record

NOT_VERIFIED = sentence("Nobody verified it again in time.")
ADDRESS_GONE = sentence("Its address is gone.")


@transaction.atomic
def remind_of_verifications(*, now: datetime) -> int:
    """Tell of contributions that are to be verified again soon, each step of the rules once; return how many were told of."""
    rules, today = rules_of_contributions(now).rules, now.date()
    if not rules.reminder_days:
        return 0
    last_day, told = today + timedelta(days=max(rules.reminder_days)), 0
    for row in _acknowledged().filter(verify_again_on__lte=last_day):
        verify_again_on = _day_of(row)
        days = due_notice(verify_again_on, today, rules, row.case.reminded_days)
        if days is None:
            continue
        row.case.reminded_days = days
        row.case.save(update_fields=["reminded_days"])
        due = ContributionDue(**subject_of(row), verify_again_on=verify_again_on, days=days)
        record(due, actor=SYSTEM, now=now)
        told += 1
    return told


@transaction.atomic
def lapse_unverified(*, now: datetime) -> int:
    """Let contributions lapse that nobody verified again within the grace of the rules, and return how many that were."""
    rules, today = rules_of_contributions(now).rules, now.date()
    late = [row for row in _acknowledged().filter(verify_again_on__lt=today) if is_overdue(_day_of(row), today, rules)]
    for row in late:
        _lapse(row, NOT_VERIFIED, now)
    return len(late)


@transaction.atomic
def note_look(*, contribution_id: UUID, reached: Reached, now: datetime) -> None:
    """Note what a look at the address of a contribution found; gone for so many looks in a row, it lapses."""
    row = _acknowledged().filter(id=contribution_id).first()
    if row is None:
        return
    row.case.checked_at, row.case.failures = now, count_failures(row.case.failures, reached)
    row.case.save(update_fields=["checked_at", "failures"])
    if row.case.failures >= rules_of_contributions(now).rules.most_failures:
        _lapse(row, ADDRESS_GONE, now)


def _acknowledged() -> QuerySet[Contribution]:
    rows = Contribution.objects.filter(state=ContributionState.ACKNOWLEDGED).select_related("case")
    return rows.select_for_update(of=("self",)).order_by("id")


def _day_of(row: Contribution) -> date:
    assert row.verify_again_on is not None  # what is acknowledged has one, says the database
    return row.verify_again_on


def _lapse(row: Contribution, reason: str, now: datetime) -> None:
    points = row.case.points
    end(row, ContributionState.LAPSED, reason, now)
    record(ContributionLapsed(**subject_of(row), reason=reason, points=points), actor=SYSTEM, now=now)
