"""What time does to the long tail: every night it is said anew who is in it and who rises."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.quality.queries import list_assessable
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 10_000


@every("20 4 * * *", "steelyard.partners.evaluate_long_tail")
def evaluate_nightly() -> None:
    """Evaluate the long tail as of today."""
    evaluate_long_tail(utc_now())


@job("steelyard.partners.evaluate_long_tail_now", queue="upkeep")
def evaluate_now() -> None:
    """Evaluate the long tail: for rules that hold from now on."""
    evaluate_long_tail(utc_now())


def evaluate_long_tail(now: datetime) -> int:
    """Evaluate every partner, many in a transaction, and return how many were."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_assessable(after=last, limit=_AT_ONCE)
            if not some:
                return count
            count += commands.evaluate_tail(partner_ids=some, now=now)
        last = some[-1]
