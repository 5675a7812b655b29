"""Periods: half-open stretches of time; the end is the first instant that no longer belongs."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_at` (inclusive) to `until` (exclusive); `until` None never ends. Units: aware UTC instants."""

    starts_at: datetime
    until: datetime | None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.starts_at:
            raise ValueError("a period ends after it starts")

    def __contains__(self, instant: datetime) -> bool:
        return self.starts_at <= instant and (self.until is None or instant < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two periods share an instant."""
        return (self.until is None or other.starts_at < self.until) and (
            other.until is None or self.starts_at < other.until
        )


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later; where that month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_business_time(start: datetime, duration: timedelta) -> datetime:
    """Return the instant at which `duration` of working days (Monday to Friday, whole days) has passed since `start`.

    Units: a business day counts 24 hours; Saturday and Sunday (UTC) do not count.
    """
    at, left = start, duration
    while True:
        if at.weekday() >= 5:
            at = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7 - at.weekday())
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        if left <= midnight - at:
            return at + left
        left -= midnight - at
        at = midnight
