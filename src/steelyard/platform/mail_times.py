"""When a notification goes by mail: at once, in the next digest, when the quiet hours are over, or never. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from steelyard.kernel.refusals import sentence


class Rhythm(StrEnum):
    """How often a person wants mail about a kind of event."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Rhythm.AT_ONCE: sentence("At once"),
    Rhythm.DAILY: sentence("Once a day"),
    Rhythm.WEEKLY: sentence("Once a week"),
    Rhythm.NEVER: sentence("No mail"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTimes:
    """When a person's mails may come, by the clock on the wall where the person is.

    Quiet from `quiet_from` until before `quiet_until`, over midnight where that is earlier; both or neither.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_passes: bool = True
    """Whether what is urgent waits neither for a digest nor for the morning."""
    digest_at: time = time(7)
    digest_weekday: int = 0
    """On which day the weekly digest comes, Monday being 0."""


def decide_mail_at(rhythm: Rhythm, at: datetime, times: MailTimes, *, is_urgent: bool = False) -> datetime | None:
    """Return when a notification of the instant `at` goes by mail; None for never."""
    if rhythm is Rhythm.NEVER:
        return None
    if rhythm is Rhythm.AT_ONCE or (is_urgent and times.urgent_passes):
        planned = at
    else:
        planned = _next_digest(at, times, weekday=times.digest_weekday if rhythm is Rhythm.WEEKLY else None)
    if is_urgent and times.urgent_passes:
        return planned
    return end_of_quiet(planned, times)


def is_quiet(at: datetime, times: MailTimes) -> bool:
    """Tell whether the instant lies in the person's quiet hours."""
    if times.quiet_from is None or times.quiet_until is None:
        return False
    wall = at.astimezone(times.zone).time()
    if times.quiet_from <= times.quiet_until:
        return times.quiet_from <= wall < times.quiet_until
    return wall >= times.quiet_from or wall < times.quiet_until


def end_of_quiet(at: datetime, times: MailTimes) -> datetime:
    """Return the first instant from `at` on at which a mail may come."""
    if times.quiet_until is None or not is_quiet(at, times):
        return at
    return _end_of_quiet_after(at, times.quiet_until, times.zone)


def _next_digest(at: datetime, times: MailTimes, *, weekday: int | None) -> datetime:
    """Return the first digest behind `at`; where a clock shows its time twice, the first one counts."""
    days = (day for day in _days_from(at, times.zone) if weekday is None or day.weekday() == weekday)
    return next(moment for day in days if (moment := _instant(day, times.digest_at, times.zone)) > at)


def _end_of_quiet_after(at: datetime, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first instant behind `at` at which the clock shows that time; where it does so twice, both count."""
    moments = (_instant(day, wall, zone, fold) for day in _days_from(at, zone) for fold in (0, 1))
    return next(moment for moment in moments if moment > at)


def _days_from(at: datetime, zone: ZoneInfo) -> Iterator[date]:
    today = at.astimezone(zone).date()
    return (today + timedelta(days=number) for number in range(9))


def _instant(day: date, wall: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    """Return when the clock shows that time; a time that it leaps over is met as much later as it leaps."""
    named = datetime.combine(day, wall, tzinfo=zone)
    moment = named.replace(fold=fold).astimezone(UTC)
    is_leapt_over = moment.astimezone(zone).replace(tzinfo=None) != named.replace(tzinfo=None)
    return named.replace(fold=0).astimezone(UTC) if is_leapt_over else moment
