"""When sessions are, whether somebody was there, who moves up, when people are reminded: by property."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.learning.sessions.policies import (
    choose_next,
    count_minutes,
    decide_attendance,
    find_instant,
    find_phase,
    find_reminder,
    is_door_open,
    is_safe_link,
)
from steelyard.learning.sessions.reading import read_presence
from steelyard.learning.sessions.refusals import AttendanceUnreadable
from steelyard.learning.sessions.terms import (
    Ahead,
    Attendance,
    AttendanceFacts,
    AttendanceRules,
    AttendanceSource,
    SessionPhase,
)

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo"]
)
CLOCKS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 12, 31))  # noqa: DTZ001 - on the wall
INSTANTS = CLOCKS.map(lambda one: one.replace(tzinfo=UTC))
PERCENTS = st.integers(1, 100)
RANK = {Attendance.ABSENT: 0, Attendance.PARTLY: 1, Attendance.ATTENDED: 2}


def rules(attended: int = 75, partly: int = 25, *, joining: bool = True, watching: bool = False) -> AttendanceRules:
    return AttendanceRules(
        attended_percent=attended, partly_percent=partly, joining_counts=joining, watching_counts=watching
    )


def outcome(minutes: int, length: int, by: AttendanceRules, source=AttendanceSource.RECORDED) -> str:
    return decide_attendance(AttendanceFacts(minutes=minutes, length=length, source=source), by).outcome


@given(CLOCKS, ZONES)
def test_what_the_clock_shows_is_what_was_meant_or_is_never_shown(local: datetime, zone: str) -> None:
    instant = find_instant(local, zone)
    if instant is not None:
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local
    else:
        shifted = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert shifted.replace(tzinfo=None) != local


def test_a_skipped_time_does_not_exist_and_a_repeated_one_is_the_first() -> None:
    def at(*clock: int) -> datetime:
        return datetime(*clock)  # noqa: DTZ001 - on the wall

    assert find_instant(at(2027, 3, 28, 2, 30), "Europe/Berlin") is None
    assert find_instant(at(2026, 10, 25, 2, 30), "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    before, after = (
        find_instant(at(2027, 3, 27, 10), "Europe/Berlin"),
        find_instant(at(2027, 3, 29, 10), "Europe/Berlin"),
    )
    assert before is not None
    assert after is not None
    assert after - before == timedelta(hours=47), "ten o'clock stays ten o'clock when summer time begins"


@given(st.integers(1, 600), PERCENTS, PERCENTS, st.data())
def test_longer_presence_never_counts_for_less(length: int, one: int, other: int, data: st.DataObject) -> None:
    by = rules(max(one, other), min(one, other))
    shorter = data.draw(st.integers(0, length))
    longer = data.draw(st.integers(shorter, length))
    assert RANK[Attendance(outcome(shorter, length, by))] <= RANK[Attendance(outcome(longer, length, by))]
    assert outcome(length, length, by) == Attendance.ATTENDED
    assert outcome(0, length, by) == Attendance.ABSENT


@given(st.integers(1, 600), PERCENTS, PERCENTS, st.data())
def test_what_would_have_changed_it_would_have(length: int, one: int, other: int, data: st.DataObject) -> None:
    by = rules(max(one, other), min(one, other))
    facts = AttendanceFacts(
        minutes=data.draw(st.integers(0, length)), length=length, source=data.draw(st.sampled_from(AttendanceSource))
    )
    decision = decide_attendance(facts, by)
    assert decision.reasons
    assert all(reason.rule for reason in decision.reasons)
    for change in decision.would_change:
        assert outcome(change.params["minutes"], length, by) == change.outcome
    assert bool(decision.would_change) == (decision.outcome != Attendance.ATTENDED)


@given(st.integers(0, 100), st.integers(1, 100))
def test_watching_counts_by_rule_alone(minutes: int, length: int) -> None:
    minutes = min(minutes, length)
    assert outcome(minutes, length, rules(watching=True), AttendanceSource.WATCHED) == Attendance.ATTENDED
    usual = outcome(minutes, length, rules())
    assert outcome(minutes, length, rules(), AttendanceSource.WATCHED) == usual


@given(st.lists(st.integers(), max_size=20), st.none() | st.integers(1, 30), st.integers(0, 30))
def test_no_more_move_up_than_seats_are_free_and_the_longest_waiting_first(
    waiting: list[int], seats: int | None, taken: int
) -> None:
    chosen = choose_next(waiting, seats, taken)
    assert list(chosen) == waiting[: len(chosen)]
    if seats is None:
        assert len(chosen) == len(waiting)
    elif taken <= seats:
        assert taken + len(chosen) <= seats
        assert len(chosen) == len(waiting) or taken + len(chosen) == seats


@given(INSTANTS, st.lists(st.integers(-30, 40 * 60), max_size=40))
def test_each_reminder_is_sent_at_most_once_and_none_after_the_beginning(start: datetime, minutes: list[int]) -> None:
    reminded: Ahead | None = None
    sent = []
    for left in sorted(minutes, reverse=True):
        due = find_reminder(start, at=start - timedelta(minutes=left), reminded=reminded)
        if due is not None:
            assert 0 < left <= (60 if due is Ahead.HOUR else 24 * 60)
            sent.append(due)
            reminded = due
    assert len(sent) == len(set(sent))
    assert sent == sorted(sent, key=[Ahead.DAY, Ahead.HOUR].index)
    assert (Ahead.HOUR in sent) == any(0 < left <= 60 for left in minutes)


@given(INSTANTS, st.integers(1, 600), st.integers(-120, 700))
def test_the_door_is_open_from_a_quarter_before_until_the_end(start: datetime, length: int, minute: int) -> None:
    end, at = start + timedelta(minutes=length), start + timedelta(minutes=minute)
    assert is_door_open(start, end, at) == (-15 <= minute < length)
    assert (find_phase(start, end, at) is SessionPhase.OVER) == (minute >= length)
    assert 0 <= count_minutes(at, start, end) <= length


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example/1",
        "javascript:alert(1)",
        "https://",
        "ftp://x.example",
        "//x.example",
        "https://me:pw@x.example",
        "https://x.example/\nSet-Cookie:a",
    ],
)
def test_people_are_sent_to_safe_addresses_alone(link: str) -> None:
    assert not is_safe_link(link)
    assert is_safe_link("https://meet.example/a?b=c#d")


def test_who_came_back_is_added_up_and_a_heading_is_passed_over() -> None:
    told = read_presence('Email;Duration\nA@x.example; 20\n"b@x.example",5\r\n\na@x.example\t15\n')
    assert told == {"a@x.example": 35, "b@x.example": 5}


@given(st.text(max_size=60))
def test_a_file_is_read_or_refused_by_its_line(text: str) -> None:
    told: Mapping[str, int] = {}
    with suppress(AttendanceUnreadable):
        told = read_presence(text)
    assert all("@" in mail for mail in told)


def test_what_cannot_be_read_is_named_by_its_line() -> None:
    with pytest.raises(AttendanceUnreadable) as refused:
        read_presence("a@x.example,5\nb@x.example,long\n")
    assert refused.value.params["line"] == 2
