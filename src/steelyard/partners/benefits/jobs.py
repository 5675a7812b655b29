"""The pass that lets everybody's benefits follow the catalog, and tiers and types that begin or end by the day."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.quality.queries import list_assessable
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 2_000


@job("steelyard.partners.settle_all_benefits", queue="upkeep")
def settle_all() -> None:
    """Settle the benefits of every partner: after the catalog changed."""
    settle_everyone(utc_now())


@every("20 3 * * *", "steelyard.partners.settle_benefits")
def settle_nightly() -> None:
    """Settle the benefits of every partner as of today."""
    settle_everyone(utc_now())


def settle_everyone(now: datetime) -> None:
    """Settle the benefits of every partner, many in a transaction."""
    last = None
    while True:
        with as_system():
            some = list_assessable(after=last, limit=_AT_ONCE)
            if not some:
                return
            commands.settle_benefits(partner_ids=some, now=now)
        last = some[-1]
