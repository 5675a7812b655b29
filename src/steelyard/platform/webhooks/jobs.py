"""Work of webhooks after the commit: attempts, and forgetting old deliveries."""

import time
from uuid import UUID

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import job
from steelyard.platform.webhooks.enqueueing import DELIVER_TASK, QUEUE, SLOW_QUEUE, SLOW_TASK, Due, take_due

_STRETCH_SECONDS = 2.0
"""For how long a job goes on with what waits in its queue: well within the patience of a worker that is told to stop."""


@job(DELIVER_TASK, queue=QUEUE)
def deliver_webhook(delivery_id: str, number: int) -> None:
    """Make one attempt of one delivery, and then others that are due; what fails is planned again, what is slow put aside."""
    _deliver(QUEUE, Due(delivery_id=UUID(delivery_id), number=number))


@job(SLOW_TASK, queue=SLOW_QUEUE)
def deliver_webhook_slowly(delivery_id: str, number: int) -> None:
    """Make one attempt of one delivery to a receiver that was slow the last time, and then others of such receivers."""
    _deliver(SLOW_QUEUE, Due(delivery_id=UUID(delivery_id), number=number))


def _deliver(queue: str, first: Due) -> None:
    """Deliver what is due for a stretch: going for each job anew would cost a third of the time."""
    until = time.monotonic() + _STRETCH_SECONDS
    with as_system():
        _attempt(queue, first)
    while time.monotonic() < until:
        with as_system():
            due = take_due(queue)
            if due is None:
                return
            _attempt(queue, due)


def _attempt(queue: str, due: Due) -> None:
    # Here, because the web server enqueues such jobs but never runs them: it need not load a client.
    from steelyard.platform.webhooks.delivering import attempt_delivery

    following = attempt_delivery(
        delivery_id=due.delivery_id, number=due.number, now=utc_now(), waits_for_slow=queue == SLOW_QUEUE
    )
    if following is not None:
        task = deliver_webhook_slowly if following.is_slow else deliver_webhook
        task.configure(schedule_at=following.at).defer(delivery_id=str(due.delivery_id), number=following.number)
