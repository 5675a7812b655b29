"""What runs by the clock: facts are brought up to date twice a minute, and read as a whole every night."""

from contextlib import suppress

from django.http import QueryDict

from steelyard.insights.boards import prepare_board
from steelyard.insights.filters import asked_in
from steelyard.insights.preparing import prepare_statements
from steelyard.insights.queries import open_snapshot
from steelyard.insights.refusals import FiguresNotReady
from steelyard.kernel.actors import SYSTEM
from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.clock import utc_now
from steelyard.platform.jobs import every


@every("* * * * * */30", "steelyard.insights.refresh_facts", priority=10)  # fresh also while much else waits
def refresh() -> None:
    """Read what changed, and compute what the page shows to whoever opens it without a choice."""
    refresh_facts(utc_now())
    prepare_statements()
    with suppress(FiguresNotReady):  # another process reads them for the first time
        prepare_board(open_snapshot(SYSTEM), asked_in(QueryDict(), utc_now().date()))


@every("43 2 * * *", "steelyard.insights.read_facts_again")
def read_again() -> None:
    """Read everything, for what no change tells: rows that were removed, tiers that hold from this day on."""
    refresh_facts(utc_now(), is_whole=True)
