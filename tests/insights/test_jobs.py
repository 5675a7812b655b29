"""When facts are read: soon, whatever else waits."""

from steelyard.insights.jobs import read_again, refresh


def test_reading_what_changed_goes_before_what_waits_longer() -> None:
    assert refresh.priority > 0
    assert read_again.priority == 0
