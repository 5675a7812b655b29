"""What runs by the clock: facts are brought up to date twice a minute, and read as a whole every night."""

from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.clock import utc_now
from steelyard.platform.jobs import every


@every("* * * * * */30", "steelyard.insights.refresh_facts", priority=10)  # fresh also while much else waits
def refresh() -> None:
    """Read what changed."""
    refresh_facts(utc_now())


@every("43 2 * * *", "steelyard.insights.read_facts_again")
def read_again() -> None:
    """Read everything, for what no change tells: rows that were removed, tiers that hold from this day on."""
    refresh_facts(utc_now(), is_whole=True)
