"""What time does to vetting: it comes due, and lapses."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.vetting.queries import list_vettable
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 5_000


@every("8 0 * * *", "steelyard.partners.settle_vetting")
def settle_nightly() -> None:
    """See where every partner stands with its questionnaires as of today."""
    settle_all_vetting(utc_now())


@job("steelyard.partners.settle_all_vetting", queue="upkeep")
def settle_all() -> None:
    """See where every partner stands: for rules that hold from now on."""
    settle_all_vetting(utc_now())


def settle_all_vetting(now: datetime) -> int:
    """See where every partner stands, many in a transaction, and return with how many something changed."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_vettable(after=last, limit=_AT_ONCE)
            if not some:
                return count
            count += commands.settle_vetting(partner_ids=some, now=now)
        last = some[-1]
