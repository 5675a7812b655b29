"""Work of webhooks after the commit: attempts, and forgetting old deliveries."""

from datetime import timedelta
from uuid import UUID

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job
from steelyard.platform.webhooks.enqueueing import DELIVER_TASK, QUEUE

LOG_KEPT = timedelta(days=30)


@job(DELIVER_TASK, queue=QUEUE)
def deliver_webhook(delivery_id: str, number: int) -> None:
    """Make one attempt of one delivery and, if it fails, plan the next."""
    # Here, because the web server enqueues such jobs but never runs them: it need not load a client.
    from steelyard.platform.webhooks.delivering import attempt_delivery

    with as_system():
        next_at = attempt_delivery(delivery_id=UUID(delivery_id), number=number, now=utc_now())
        if next_at is not None:
            deliver_webhook.configure(schedule_at=next_at).defer(delivery_id=delivery_id, number=number + 1)


@every("47 3 * * *", "steelyard.platform.forget_deliveries")
def forget_deliveries() -> None:
    """Delete deliveries, with their attempts, of whose events a month has passed."""
    from steelyard.platform.webhooks.models import WebhookDelivery

    with as_system():
        WebhookDelivery.objects.filter(created_at__lt=utc_now() - LOG_KEPT).exclude(state="waiting").delete()
