"""What time does to requirements: documents run out, tolerance ends."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.requirements.queries import list_bound
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 5_000


@every("25 0 * * *", "steelyard.partners.settle_requirements")
def settle_nightly() -> None:
    """See which requirements every partner meets as of today."""
    settle_all_requirements(utc_now())


@job("steelyard.partners.settle_all_requirements", queue="upkeep")
def settle_all() -> None:
    """See which requirements every partner meets: for rules that hold from now on."""
    settle_all_requirements(utc_now())


def settle_all_requirements(now: datetime) -> int:
    """See which requirements every partner meets, many in a transaction, and return with how many something changed."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_bound(after=last, limit=_AT_ONCE)
            if not some:
                return count
            count += commands.settle_requirements(partner_ids=some, now=now)
        last = some[-1]
