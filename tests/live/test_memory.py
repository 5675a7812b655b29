"""What a process remembers, and for whom."""

from steelyard.kernel.ids import new_id, public_id
from steelyard.platform.live.memory import ME, OVERLAP_SECONDS, REMEMBERED_SECONDS, Answer, Memory, parse_topic

HORN, PARTNER, OTHER = new_id(), new_id(), new_id()


def memory() -> Memory:
    kept = Memory(1000.0)
    kept.note("first", HORN, None, at=1010.0)
    kept.note("first", HORN, PARTNER, at=1010.0)
    kept.as_of = 1020.0
    return kept


def test_each_hears_what_is_for_its_ears() -> None:
    kept = memory()
    assert kept.tell({"horn": (HORN, PARTNER)}, since=1009.0) == Answer(since=1020.0, news={"horn": "first"})
    assert kept.tell({"horn": (HORN, OTHER)}, since=1009.0) == Answer(since=1020.0, news={})


def test_what_was_told_is_told_again_for_a_moment_only() -> None:
    kept = memory()
    assert kept.tell({"horn": (HORN, None)}, since=1010.0 + OVERLAP_SECONDS - 1).news == {"horn": "first"}
    assert kept.tell({"horn": (HORN, None)}, since=1010.0 + OVERLAP_SECONDS).news == {}


def test_who_was_away_too_long_looks_at_everything() -> None:
    kept = memory()
    assert kept.tell({}, since=999.0) == Answer(since=1020.0, news=None)
    kept.forget_old(now=1020.0 + REMEMBERED_SECONDS)
    assert kept.tell({}, since=1015.0).news is None
    assert kept.tell({"horn": (HORN, None)}, since=1020.0).news == {}


def test_a_clock_set_back_loses_nothing() -> None:
    assert memory().tell({}, since=5000.0) == Answer(since=1020.0, news=None)


def test_after_a_clock_was_set_back_pages_look_at_everything_once() -> None:
    kept = memory().as_of_now(1021.0)
    assert kept.tell({"horn": (HORN, None)}, since=1009.0).news == {"horn": "first"}
    emptied = kept.as_of_now(500.0)
    assert emptied.tell({}, since=1021.0) == Answer(since=500.0, news=None)
    emptied.note("second", HORN, None, at=501.0)
    assert emptied.as_of_now(502.0).tell({"horn": (HORN, None)}, since=500.0).news == {"horn": "second"}


def test_topics_are_records_kinds_and_oneself() -> None:
    assert parse_topic(public_id("dealreg", HORN)) == HORN
    assert parse_topic("dealreg") == "dealreg"
    assert parse_topic(ME) == ME
    assert parse_topic("dealreg_nonsense") is None
