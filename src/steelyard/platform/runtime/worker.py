"""The job worker: runs what contexts enqueued, a few jobs at a time; webhooks beside them, whose receivers may be slow."""

import asyncio
from functools import partial

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from steelyard.platform.runtime.metrics import count_job
from steelyard.platform.webhooks.enqueueing import QUEUE as WEBHOOKS

CONCURRENCY = 2
WEBHOOKS_AT_ONCE = 4
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
    queues = sorted({task.queue for task in app.tasks.values()} - {WEBHOOKS})
    async with app.open_async(), asyncio.TaskGroup() as group:
        # Only one of the two hears the signal to stop; the other ends with it, its jobs in hand included.
        webhooks = group.create_task(
            run(queues=[WEBHOOKS], concurrency=WEBHOOKS_AT_ONCE, name="webhooks", install_signal_handlers=False)
        )
        await run(queues=queues, concurrency=concurrency)
        webhooks.cancel()
