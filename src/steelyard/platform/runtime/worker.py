"""The job worker: runs what contexts enqueued, a few jobs at a time."""

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from steelyard.platform.runtime.metrics import count_job

CONCURRENCY = 2
HEARTBEAT_SECONDS = 5.0
_STOP_PATIENCE_SECONDS = 10.0


def run_worker(*, concurrency: int = CONCURRENCY) -> None:
    """Run jobs until told to stop; a job in hand is given time to end."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3)
    with app.replace_connector(connector):
        app.run_worker(
            concurrency=concurrency,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            shutdown_graceful_timeout=_STOP_PATIENCE_SECONDS,
            delete_jobs="successful",
            task_middleware=[count_job],
        )
