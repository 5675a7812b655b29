"""What time does to lives: offboardings whose day has come."""

from steelyard.partners import commands
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every


@every("20 3 * * *", "steelyard.partners.remind_of_offboardings")
def remind_nightly() -> None:
    """Tell of the offboardings that should have been done by yesterday."""
    with as_system():
        commands.remind_of_offboardings(now=utc_now())
