"""What runs by the clock: expiry, reminders, escalation, provisional approval. Each registration in its own transaction."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from steelyard.deals import commands
from steelyard.deals.queries import waiting
from steelyard.deals.queries.disputes import list_overdue_disputes
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every


@every("*/5 * * * *", "steelyard.deals.expire_due")
def expire_due() -> None:
    """End every protection whose period is over, and every registration that stayed incomplete."""
    _expire(utc_now())


@every("*/15 * * * *", "steelyard.deals.send_reminders")
def send_reminders() -> None:
    """Announce the protections that end soon."""
    _remind(utc_now())


@every("*/5 * * * *", "steelyard.deals.keep_review_times")
def keep_review_times() -> None:
    """Escalate reviews that are about to be late, and decide by the rules those past their hard limit."""
    _keep_review_times(utc_now())


@every("7 * * * *", "steelyard.deals.report_overdue_disputes")
def report_overdue_disputes() -> None:
    """Tell the host of rulings that are late."""
    _report_overdue_disputes(utc_now())


def keep_time(now: datetime) -> None:
    """Do all that is due at an instant: for history that is lived again, generated or imported."""
    _expire(now)
    _remind(now)
    _keep_review_times(now)
    _report_overdue_disputes(now)


def _expire(now: datetime) -> None:
    _each(waiting.list_expired, lambda id_, at: commands.expire_registration(registration_id=id_, now=at), now)


def _remind(now: datetime) -> None:
    _each(waiting.list_to_remind, lambda id_, at: commands.remind_of_end(registration_id=id_, now=at), now)


def _keep_review_times(now: datetime) -> None:
    _each(waiting.list_to_escalate, lambda id_, at: commands.escalate_review(registration_id=id_, now=at), now)
    _each(waiting.list_overdue, lambda id_, at: commands.approve_provisionally(registration_id=id_, now=at), now)


def _report_overdue_disputes(now: datetime) -> None:
    _each(list_overdue_disputes, lambda id_, at: commands.report_overdue_dispute(dispute_id=id_, now=at), now)


def _each(find: Callable[[datetime], list[UUID]], act: Callable[[UUID, datetime], object], now: datetime) -> None:
    """Find what is due and act on each; who died in the middle goes on with the rest next time."""
    with as_system():
        found = find(now)
    for registration_id in found:
        with as_system():
            act(registration_id, now)
