"""What time does to journeys: checkpoints pass, nothing moves, tasks come due."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.onboarding.queries import list_travelling
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every

_AT_ONCE = 2_000


@every("40 2 * * *", "steelyard.partners.watch_journeys")
def watch_nightly() -> None:
    """See how every journey gets on as of today, and remind those who have something to do."""
    watch_everyone(utc_now())


def watch_everyone(now: datetime) -> int:
    """See how the journeys of every partner get on, many in a transaction, and return how many were seen."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_travelling(after=last, limit=_AT_ONCE)
            if not some:
                return count
            commands.start_journeys(partner_ids=some, now=now)
            count += commands.advance_journeys(partner_ids=some, now=now)
            commands.remind_of_journey_tasks(partner_ids=some, now=now)
        last = some[-1]
