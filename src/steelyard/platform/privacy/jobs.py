"""The nightly run of retention."""

from steelyard.platform.clock import utc_now
from steelyard.platform.jobs import every
from steelyard.platform.privacy.retention import run_retention


@every("7 3 * * *", "steelyard.platform.run_retention")
def delete_what_is_old() -> None:
    """Delete what is older than its period."""
    run_retention(now=utc_now())
