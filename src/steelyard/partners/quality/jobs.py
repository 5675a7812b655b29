"""What time does to data: it ages, and days come on which people are reminded. Also the pass that makes all scores again."""

from datetime import datetime

from steelyard.partners import commands
from steelyard.partners.quality.queries import list_assessable, list_reminded
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job

_AT_ONCE = 100


@every("20 2 * * *", "steelyard.partners.assess_data")
def assess_nightly() -> None:
    """Assess every partner as of today, and remind those whose tasks are due."""
    now = utc_now()
    assess_everyone(now)
    remind_everyone(now)


@job("steelyard.partners.assess_all", queue="upkeep")
def assess_all() -> None:
    """Assess every partner: for rules that hold from now on."""
    assess_everyone(utc_now())


def assess_everyone(now: datetime) -> int:
    """Assess every partner, a hundred in a transaction, and return how many were."""
    count, last = 0, None
    while True:
        with as_system():
            some = list_assessable(after=last, limit=_AT_ONCE)
            if not some:
                return count
            count += commands.assess_partners(partner_ids=some, now=now)
        last = some[-1]


def remind_everyone(now: datetime) -> None:
    """Remind every partner with open tasks, each in its own transaction."""
    with as_system():
        found = list_reminded()
    for partner_id in found:
        with as_system():
            commands.remind_of_tasks(partner_id=partner_id, now=now)
