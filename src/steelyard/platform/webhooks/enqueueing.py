"""Jobs of deliveries: enqueued in the transaction of who asks for them, and taken over by who is delivering already.

What happens now is sent by the trigger on the event log (migration 0005), what happened before from here, by the same conditions.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from steelyard.platform.webhooks.models import Webhook

DELIVER_TASK = "steelyard.platform.deliver_webhook"
SLOW_TASK = "steelyard.platform.deliver_webhook_slowly"
QUEUE = "webhooks"
SLOW_QUEUE = "webhooks_slow"
"""Where deliveries to receivers wait that take their time, so that they do not hold up the others."""
MAX_REPLAYED = 10_000

_SEND = f"""
    with wanted as (
        insert into platform_webhookdelivery (
            id, webhook_id, partner_id, event_id, event_type, sequence, state, attempts, attempts_before, created_at
        )
        select platform_new_id(), w.id, w.partner_id, e.id, e.type, e.sequence, 'waiting', 0, 0, statement_timestamp()
        from platform_webhook w, platform_event e
        where w.id = %s and platform_webhook_may_tell(w, e.is_internal, e.partner_id) and {{condition}}
        order by e.sequence limit {MAX_REPLAYED}
        on conflict (webhook_id, event_id) do update
            set state = 'waiting', attempts_before = platform_webhookdelivery.attempts, next_attempt_at = null
            where platform_webhookdelivery.state <> 'waiting'
        returning id, attempts
    ), enqueued as (
        select procrastinate_defer_jobs_v1(array_agg(row(
            '{QUEUE}', '{DELIVER_TASK}', 0, null, null,
            jsonb_build_object('delivery_id', id, 'number', attempts + 1), null
        )::procrastinate_job_to_defer_v1)) as ids
        from wanted having count(*) > 0
    )
    select coalesce(cardinality(ids), 0) from enqueued
"""  # noqa: S608 - the parts are constants

# The job goes when the transaction of its attempt commits; a worker killed before leaves it waiting. What failed once is left to
# the job library, which counts and spaces its repeats.
_TAKE = """
    delete from procrastinate_jobs where id = (
        select id from procrastinate_jobs
        where queue_name = %s and status = 'todo' and attempts = 0 and (scheduled_at is null or scheduled_at <= now())
        order by priority desc, id limit 1 for update skip locked
    ) returning args
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The job of one attempt: of which delivery, and which number it has."""

    delivery_id: UUID
    number: int


def take_due(queue: str) -> Due | None:
    """Take the next job that is due out of the queue, for the length of this transaction; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [queue])
        row = cursor.fetchone()
    if row is None:
        return None
    args = row[0] if isinstance(row[0], dict) else json.loads(row[0])
    return Due(delivery_id=UUID(args["delivery_id"]), number=args["number"])


def send_event(webhook: Webhook, event_id: UUID) -> int:
    """Send one event to the endpoint, whether or not it wants such events, and return 1, or 0 if it is on its way already."""
    return _send("e.id = %s", webhook, event_id)


def send_events_from(webhook: Webhook, sequence: int) -> int:
    """Send what the endpoint wants from that sequence number on, at most `MAX_REPLAYED` events, and return how many they are."""
    return _send("e.sequence >= %s and platform_webhook_wants(w, e.type)", webhook, sequence)


def _send(condition: str, webhook: Webhook, value: UUID | int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SEND.format(condition=condition), [webhook.id, value])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
