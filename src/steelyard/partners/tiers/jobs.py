"""What time does to tiers: evidence expires, notices end. Also the pass that evaluates everybody from nothing."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.quality.queries import list_assessable
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 5_000


@every("50 2 * * *", "steelyard.partners.evaluate_tiers")
def evaluate_nightly() -> None:
    """Evaluate every partner as of today."""
    evaluate_everyone(utc_now())


@job("steelyard.partners.evaluate_all_tiers", queue="upkeep")
def evaluate_all() -> None:
    """Evaluate every partner: for rules that hold from now on."""
    evaluate_everyone(utc_now())


def evaluate_everyone(now: datetime) -> int:
    """Evaluate every partner, many in a transaction, and return how many were."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_assessable(after=last, limit=_AT_ONCE)
            if not some:
                return count
            count += commands.evaluate_tiers(partner_ids=some, now=now, announces=False)
        last = some[-1]
