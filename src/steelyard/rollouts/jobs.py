"""What rollouts do in the background: tiers and roles begin and end by themselves, on their days."""

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every
from steelyard.rollouts.commands import admit_anew


@every("2 0 * * *", "steelyard.rollouts.admit_anew")
def admit_daily() -> None:
    """Decide anew, soon after midnight, whom rollouts admit."""
    with as_system():
        admit_anew(now=utc_now())
