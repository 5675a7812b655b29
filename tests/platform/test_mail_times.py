"""When a mail goes: whatever the zone, the clock change or the leap day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.platform.mail_times import MailTimes, Rhythm, decide_mail_at, is_quiet

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
instants = st.datetimes(min_value=datetime(2010, 1, 1), max_value=datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@st.composite
def mail_times(draw: st.DrawFn, *, is_quiet_sometimes: bool = True) -> MailTimes:
    quiet_from, quiet_until = draw(walls), draw(walls)
    has_quiet = is_quiet_sometimes and quiet_from != quiet_until and draw(st.booleans())
    return MailTimes(
        zone=draw(zones),
        quiet_from=quiet_from if has_quiet else None,
        quiet_until=quiet_until if has_quiet else None,
        urgent_passes=draw(st.booleans()),
        digest_at=draw(walls),
        digest_weekday=draw(st.integers(0, 6)),
    )


wanted = st.sampled_from([Rhythm.AT_ONCE, Rhythm.DAILY, Rhythm.WEEKLY])


@given(rhythm=wanted, at=instants, times=mail_times())
def test_what_is_not_urgent_never_comes_in_quiet_hours_nor_before_it_happened(
    rhythm: Rhythm, at: datetime, times: MailTimes
) -> None:
    due = decide_mail_at(rhythm, at, times)
    assert due is not None
    assert due >= at
    assert not is_quiet(due, times)


@given(rhythm=wanted, at=instants, times=mail_times())
def test_nothing_waits_longer_than_it_should(rhythm: Rhythm, at: datetime, times: MailTimes) -> None:
    due = decide_mail_at(rhythm, at, times)
    longest = {Rhythm.AT_ONCE: 0, Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}[rhythm]
    leap = timedelta(days=1) if times.zone.key == "Pacific/Apia" else timedelta(hours=1)
    assert due is not None
    assert due - at <= timedelta(days=longest + 1) + leap


@given(rhythm=wanted, at=instants, times=mail_times())
def test_what_is_urgent_comes_at_once_where_that_is_wanted(rhythm: Rhythm, at: datetime, times: MailTimes) -> None:
    due = decide_mail_at(rhythm, at, times, is_urgent=True)
    assert due == (at if times.urgent_passes else decide_mail_at(rhythm, at, times))


@given(at=instants, times=mail_times())
def test_who_wants_no_mail_gets_none_however_urgent(at: datetime, times: MailTimes) -> None:
    assert decide_mail_at(Rhythm.NEVER, at, times, is_urgent=True) is None


@given(at=instants, times=mail_times(is_quiet_sometimes=False))
def test_a_day_has_one_digest(at: datetime, times: MailTimes) -> None:
    first = decide_mail_at(Rhythm.DAILY, at, times)
    assert first is not None
    second = decide_mail_at(Rhythm.DAILY, first, times)
    assert second is not None
    assert first.astimezone(times.zone).date() < second.astimezone(times.zone).date()
    assert decide_mail_at(Rhythm.DAILY, first - timedelta(microseconds=1), times) == first


@given(at=instants, times=mail_times(is_quiet_sometimes=False))
def test_the_weekly_digest_comes_on_its_day(at: datetime, times: MailTimes) -> None:
    due = decide_mail_at(Rhythm.WEEKLY, at, times)
    assert due is not None
    local = due.astimezone(times.zone)
    was_leapt_over = local.time().replace(fold=0) != times.digest_at
    assert local.weekday() == times.digest_weekday or was_leapt_over or times.zone.key == "Pacific/Apia"


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2027-03-27T23:30", "2027-03-28T08:00"),  # the night in which Berlin's clocks leap forward
        ("2027-10-30T23:30", "2027-10-31T08:00"),  # and back
        ("2028-02-28T23:30", "2028-02-29T08:00"),
        ("2028-02-29T23:30", "2028-03-01T08:00"),
        ("2027-02-28T23:30", "2027-03-01T08:00"),
        ("2027-06-01T07:59", "2027-06-01T08:00"),
        ("2027-06-01T08:00", "2027-06-01T08:00"),
        ("2027-06-01T21:59", "2027-06-01T21:59"),
    ],
)
def test_mails_wait_till_morning(at: str, due: str) -> None:
    times = MailTimes(zone=BERLIN, quiet_from=time(22), quiet_until=time(8))
    happened = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    assert decide_mail_at(Rhythm.AT_ONCE, happened, times) == datetime.fromisoformat(due).replace(tzinfo=BERLIN)


def test_a_digest_of_the_hour_that_comes_twice_comes_once() -> None:
    times = MailTimes(zone=BERLIN, digest_at=time(2, 30))
    first = decide_mail_at(Rhythm.DAILY, datetime(2027, 10, 30, 12, tzinfo=UTC), times)
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert decide_mail_at(Rhythm.DAILY, first, times) == datetime(2027, 11, 1, 1, 30, tzinfo=UTC)


def test_a_digest_of_the_hour_that_never_comes_comes_after_it() -> None:
    times = MailTimes(zone=BERLIN, digest_at=time(2, 30))
    due = decide_mail_at(Rhythm.DAILY, datetime(2027, 3, 27, 12, tzinfo=UTC), times)
    assert due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
