"""What holds of live sessions: when they are, whether somebody was there and why, who moves up, when people are reminded."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from steelyard.kernel.decisions import Change, Decision, Reason
from steelyard.learning.sessions.terms import (
    DOOR_OPENS,
    Ahead,
    Attendance,
    AttendanceFacts,
    AttendanceRules,
    AttendanceSource,
    SessionPhase,
)

THRESHOLDS, JOINING, WATCHING = "LN-3", "LN-4", "LN-5"
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
W = TypeVar("W")


def find_instant(local: datetime, zone: str) -> datetime | None:
    """Return when the clock on the wall shows `local` there; None for a time that the clock skips.

    A time that the clock shows twice is meant the first time.
    """
    there = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = there.astimezone(UTC)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return instant if shown == local.replace(fold=0) else None


def find_phase(starts_at: datetime, ends_at: datetime, at: datetime) -> SessionPhase:
    """Return whether a session is ahead, under way or over."""
    if at < starts_at:
        return SessionPhase.UPCOMING
    return SessionPhase.RUNNING if at < ends_at else SessionPhase.OVER


def is_safe_link(link: str) -> bool:
    """Tell whether people may be sent there: https, with a host, and no credentials in it."""
    try:
        parts = urlsplit(link)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and link.isprintable()
    except ValueError:
        return False


def is_door_open(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Tell whether a session can be joined: from a quarter of an hour before it begins until it ends."""
    return starts_at - DOOR_OPENS <= at < ends_at


def choose_next(waiting: Sequence[W], seats: int | None, taken: int) -> Sequence[W]:
    """Return who of those waiting, the longest waiting first, moves up to the seats that are free."""
    return waiting if seats is None else waiting[: max(0, seats - taken)]


def count_minutes(joined_at: datetime, starts_at: datetime, ends_at: datetime) -> int:
    """Return how many whole minutes of a session are left from joining to its end."""
    return max(0, int((ends_at - max(joined_at, starts_at)).total_seconds() // 60))


def decide_attendance(facts: AttendanceFacts, rules: AttendanceRules) -> Decision:
    """Say whether somebody attended, attended in part or was absent, why, and how many minutes would have changed it."""
    if facts.source is AttendanceSource.WATCHED and rules.watching_counts:
        return Decision(outcome=Attendance.ATTENDED, reasons=(Reason(code="session_watched", rule=WATCHING),))
    enough, part = (_needed(percent, facts.length) for percent in (rules.attended_percent, rules.partly_percent))
    params = {"minutes": facts.minutes, "length": facts.length}
    if facts.minutes >= enough:
        outcome, code, needed = Attendance.ATTENDED, "session_enough", enough
    elif facts.minutes >= part:
        outcome, code, needed = Attendance.PARTLY, "session_in_part", enough
    elif facts.minutes > 0:
        outcome, code, needed = Attendance.ABSENT, "session_too_short", part
    else:
        outcome, code, needed = Attendance.ABSENT, "session_not_there", part
    reasons = [Reason(code=code, rule=THRESHOLDS, params={**params, "needed": needed})]
    if facts.source is AttendanceSource.JOINED and facts.minutes:
        reasons.append(Reason(code="session_joined", rule=JOINING, params={"late": facts.joined_late}))
    more = () if outcome is Attendance.ATTENDED else (_by_more(Attendance.ATTENDED, enough),)
    return Decision(outcome=outcome, reasons=tuple(reasons), would_change=more)


def find_reminder(starts_at: datetime, *, at: datetime, reminded: Ahead | None) -> Ahead | None:
    """Return the reminder that is due: the nearest one whose time has come, unless it or a nearer one was sent.

    What nobody was there to send is caught up, and several that were missed are said once; what has begun is not told of.
    """
    left = starts_at - at
    if left <= timedelta() or left > _DAY:
        return None
    due = Ahead.HOUR if left <= _HOUR else Ahead.DAY
    return None if reminded in (due, Ahead.HOUR) else due


def digest_of(secret: str) -> bytes:
    """Return what is kept of the secret part of a calendar's address."""
    return hashlib.sha256(secret.encode()).digest()


def _needed(percent: int, length: int) -> int:
    return max(1, ceil(percent * length / 100))


def _by_more(outcome: Attendance, minutes: int) -> Change:
    return Change(code="session_more_minutes", params={"minutes": minutes}, outcome=outcome)
