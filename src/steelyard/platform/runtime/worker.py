"""The job worker: runs what contexts enqueued, a few jobs at a time; webhooks beside them, whose receivers may be slow."""

import asyncio
from functools import partial
from typing import Any

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from steelyard.platform.runtime.metrics import count_job
from steelyard.platform.runtime.timekeeping import forget_the_future, until_clock_is_set_back
from steelyard.platform.webhooks.enqueueing import QUEUE as WEBHOOKS
from steelyard.platform.webhooks.enqueueing import SLOW_QUEUE as SLOW_WEBHOOKS

CONCURRENCY = 2
AT_ONCE = {WEBHOOKS: 4, SLOW_WEBHOOKS: 1}
"""How many deliveries are on their way at a time: with `CONCURRENCY` within what the pool of connections holds."""
HEARTBEAT_SECONDS = 5.0
_STOP_PATIENCE_SECONDS = 10.0


def run_worker(*, concurrency: int = CONCURRENCY) -> None:
    """Run jobs until told to stop; a job in hand is given time to end."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=5)
    with app.replace_connector(connector):
        asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    async with app.open_async():
        while await _work_until_clock_is_set_back(concurrency):
            pass


async def _work_until_clock_is_set_back(concurrency: int) -> bool:
    """Run jobs; return whether to begin again, because what was planned by the clock as it was stands still."""
    await asyncio.to_thread(forget_the_future)
    working = asyncio.create_task(_run_queues(concurrency))
    watching = asyncio.create_task(until_clock_is_set_back())
    await asyncio.wait((working, watching), return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        watching.cancel()
        await working
        return False
    await _end(working)
    return True


async def _run_queues(concurrency: int) -> None:
    run = partial(
        app.run_worker_async,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        shutdown_graceful_timeout=_STOP_PATIENCE_SECONDS,
        delete_jobs="successful",
        task_middleware=[count_job],
    )
    queues = sorted({task.queue for task in app.tasks.values()} - AT_ONCE.keys())
    async with asyncio.TaskGroup() as group:
        # Only one of them hears the signal to stop; the others end with it, their jobs in hand included.
        beside = [
            group.create_task(run(queues=[queue], concurrency=at_once, name=queue, install_signal_handlers=False))
            for queue, at_once in AT_ONCE.items()
        ]
        await run(queues=queues, concurrency=concurrency)
        for one in beside:
            one.cancel()


async def _end(working: "asyncio.Task[Any]") -> None:
    """Stop the queues; their jobs in hand are given time to end."""
    working.cancel()
    await asyncio.wait((working,))
