"""How long a certificate holds, what it is worth on a day, and when its holder is reminded."""

from collections.abc import Collection
from datetime import date, timedelta

from steelyard.kernel.periods import add_months
from steelyard.learning.terms import CertificateState, Lapse, Validity


def compute_periods(
    validity: Validity, *, issued_on: date, renews_until: date | None = None
) -> tuple[date | None, date | None]:
    """Return the first day on which a certificate is no longer current, and the first on which it is no longer in grace.

    Who renews before the old one lapsed loses nothing: the new one counts from the old one's end. Certificates by release end
    when a later release ends them, so until then they have no end.
    """
    if validity.lapse is not Lapse.AFTER_MONTHS:
        return None, None
    start = max(issued_on, renews_until) if renews_until else issued_on
    valid_until = add_months(start, validity.months)
    return valid_until, valid_until + timedelta(days=validity.grace_days)


def compute_state(
    day: date, *, valid_until: date | None, grace_until: date | None, revoked_on: date | None
) -> CertificateState:
    """Return what a certificate that was issued by then is worth on the day."""
    if revoked_on is not None and revoked_on <= day:
        return CertificateState.REVOKED
    if valid_until is None or day < valid_until:
        return CertificateState.CURRENT
    if grace_until is not None and day < grace_until:
        return CertificateState.GRACE
    return CertificateState.EXPIRED


def find_reminder(
    day: date, *, valid_until: date, reminded_days: int | None, days_before: Collection[int]
) -> int | None:
    """Return the reminder that is due on the day: the nearest one whose day has come, unless it or a later one was sent.

    A day on which nothing ran is caught up by the next; what several missed days would have said is said once.
    """
    left = (valid_until - day).days
    if left < 0:
        return None
    due = [days for days in days_before if left <= days]
    nearest = min(due, default=None)
    if nearest is None or (reminded_days is not None and reminded_days <= nearest):
        return None
    return nearest
