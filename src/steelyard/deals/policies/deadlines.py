"""When somebody must be told or something ends: review limits, reminders, time to answer and to appeal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from steelyard.deals.rules import DealRegistrationRules
from steelyard.kernel.periods import add_business_time


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLimits:
    """The clocks of a review."""

    escalate_at: datetime
    due_at: datetime
    hard_due_at: datetime


def compute_review_limits(since: datetime, rules: DealRegistrationRules) -> ReviewLimits:
    """Return when a review that begins at `since` is escalated, due and decided by the rules. Units: working time."""
    return ReviewLimits(
        escalate_at=add_business_time(since, timedelta(hours=rules.sla_business_hours - rules.escalation_hours)),
        due_at=add_business_time(since, timedelta(hours=rules.sla_business_hours)),
        hard_due_at=compute_hard_limit(since, rules),
    )


def compute_hard_limit(since: datetime, rules: DealRegistrationRules) -> datetime:
    """Return when a review that begins at `since` is decided by the rules. Units: working time."""
    return add_business_time(since, timedelta(hours=rules.hard_sla_business_hours))


def compute_next_reminder(
    protected_until: datetime, rules: DealRegistrationRules, *, after: datetime
) -> datetime | None:
    """Return the next instant after `after` at which the end of a protection is announced."""
    reminders = (protected_until - timedelta(days=days) for days in rules.reminder_days)
    return min((at for at in reminders if at > after), default=None)


def compute_days_left(protected_until: datetime, now: datetime) -> int:
    """Return in how many days, begun ones counted, the protection ends."""
    return max(0, -((now - protected_until) // timedelta(days=1)))


def compute_answer_due(asked_at: datetime, rules: DealRegistrationRules) -> datetime:
    """Return until when a question may be answered."""
    return asked_at + timedelta(days=rules.information_days)


def may_appeal(rejected_at: datetime, now: datetime, rules: DealRegistrationRules) -> bool:
    """Tell whether a rejection may still be appealed against."""
    return now < rejected_at + timedelta(days=rules.appeal_days)
