"""What the job queue does when the clock is set back: nothing stands still until the clock has caught up.

Procrastinate plans a periodic job for an instant once, and holds a worker for alive while its last heartbeat is young. What was
planned, or beat, later than now was so by a clock that was wrong, or is wrong now: it is forgotten.
"""

import asyncio
import time

import structlog
from django.db import connection

from steelyard.platform.db import as_system

SET_BACK_SECONDS = 10.0
"""Smaller corrections are left to time."""
_LOOK_EVERY_SECONDS = 5.0

_FORGET_PLANNED = (
    "delete from procrastinate_periodic_defers where defer_timestamp > extract(epoch from clock_timestamp())"
)
_FORGET_BEATS = (
    "update procrastinate_workers set last_heartbeat = clock_timestamp() where last_heartbeat > clock_timestamp()"
)

_log = structlog.get_logger("steelyard.worker")


def forget_the_future() -> None:
    """Forget periodic jobs that were planned for later than now, and call workers seen later than now seen just now."""
    try:
        with as_system(), connection.cursor() as cursor:
            cursor.execute(_FORGET_PLANNED)
            cursor.execute(_FORGET_BEATS)
    finally:
        connection.close()


async def until_clock_is_set_back() -> None:
    """Wait until the clock says less than it should by what has passed since the last look."""
    ahead = time.time() - time.monotonic()
    while True:
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
        now = time.time() - time.monotonic()
        if now < ahead - SET_BACK_SECONDS:
            _log.warning("clock_set_back", seconds=round(ahead - now))
            return
        ahead = now
