"""What time does to agreements: versions begin, terms end, what nobody accepts lapses."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.agreements.queries import list_askable
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 5_000


@every("5 0 * * *", "steelyard.partners.settle_agreements")
def settle_nightly() -> None:
    """See where every partner stands with its agreements as of today."""
    settle_all_agreements(utc_now())


@job("steelyard.partners.settle_all_agreements", queue="upkeep")
def settle_all() -> None:
    """See where every partner stands: for a version or rules that hold from now on."""
    settle_all_agreements(utc_now())


def settle_all_agreements(now: datetime) -> int:
    """See where every partner stands, many in a transaction, and return with how many something changed."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_askable(after=last, limit=_AT_ONCE)
            if not some:
                return count
            count += commands.settle_agreements(partner_ids=some, now=now)
        last = some[-1]
