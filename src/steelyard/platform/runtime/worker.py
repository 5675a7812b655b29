"""The job worker: runs what contexts enqueued, a few jobs at a time; webhooks beside them, whose receivers may be slow."""

import asyncio
from functools import partial

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from steelyard.platform.runtime.metrics import count_job
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
    run = partial(
        app.run_worker_async,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        shutdown_graceful_timeout=_STOP_PATIENCE_SECONDS,
        delete_jobs="successful",
        task_middleware=[count_job],
    )
    queues = sorted({task.queue for task in app.tasks.values()} - AT_ONCE.keys())
    async with app.open_async(), asyncio.TaskGroup() as group:
        # Only one of them hears the signal to stop; the others end with it, their jobs in hand included.
        beside = [
            group.create_task(run(queues=[queue], concurrency=at_once, name=queue, install_signal_handlers=False))
            for queue, at_once in AT_ONCE.items()
        ]
        await run(queues=queues, concurrency=concurrency)
        for one in beside:
            one.cancel()
