"""What time does to partners that do nothing."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every


@every("30 3 * * *", "steelyard.partners.watch_inactivity")
def watch_nightly() -> None:
    """Tell of the partners that have become inactive by today."""
    watch_inactivity(utc_now())


def watch_inactivity(now: datetime) -> int:
    """Tell of the partners that have become inactive, and return of how many."""
    with as_system():
        commands.fill_quiet_periods()
    with as_system():
        return commands.tell_of_inactivity(now=now)
