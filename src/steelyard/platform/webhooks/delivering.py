"""One attempt of one delivery: under a lock, to a receiver that may be slow, written down with its answer."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.platform.db import acting_as
from steelyard.platform.feed import find_entry
from steelyard.platform.schemas import EventOut
from steelyard.platform.webhooks import sending
from steelyard.platform.webhooks.commands import disable_webhook
from steelyard.platform.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from steelyard.platform.webhooks.schedule import DISABLED_AFTER, LONGEST_WAIT, wait_after
from steelyard.platform.webhooks.signing import signed_headers
from steelyard.platform.webhooks.terms import DeliveryState, DisabledBecause

_GONE = 410
_MAY_ASK_FOR_PATIENCE = (429, 502, 503, 504)
_SLOW_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAttempt:
    """What has to be enqueued: the attempt with that number, at that instant, apart from the others if the receiver is slow."""

    number: int
    at: datetime
    is_slow: bool


def attempt_delivery(
    *, delivery_id: UUID, number: int, now: datetime, waits_for_slow: bool = True
) -> NextAttempt | None:
    """Make the attempt with that number, once, and return the next one, if there is one.

    Runs as the system, in the transaction that keeps the answer. The lock ends with it: a job that runs twice waits for the other
    and finds the attempt made; a worker killed in between leaves nothing, and the attempt is made again. Who does not wait for slow
    receivers has the attempt at one of those given back.
    """
    _lock(delivery_id)
    waiting = WebhookDelivery.objects.select_related("webhook").filter(state=DeliveryState.WAITING)
    delivery = waiting.filter(id=delivery_id, attempts=number - 1).first()
    if delivery is None:
        return None
    body = _body_of(delivery) if delivery.webhook.is_enabled else None
    if body is None:
        WebhookDelivery.objects.filter(id=delivery_id).update(state=DeliveryState.CANCELLED, next_attempt_at=None)
        return None
    if delivery.webhook.is_slow and not waits_for_slow:
        return NextAttempt(number=number, at=now, is_slow=True)
    answer = _send(delivery, body, now)
    next_at = _keep(delivery, number, answer, now)
    return None if next_at is None else NextAttempt(number=number + 1, at=next_at, is_slow=_is_slow(answer))


def _lock(delivery_id: UUID) -> None:
    # Not the row itself: an endpoint can be deleted, with its deliveries, while a receiver takes its time.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"webhook delivery {delivery_id}"])


def _body_of(delivery: WebhookDelivery) -> bytes | None:
    """Return the event as its owner would read it over the API, or None if the owner may not see it any more."""
    webhook = delivery.webhook
    kind = ActorKind.HOST if webhook.partner_id is None else ActorKind.PARTNER
    owner = Actor(kind=kind, partner_id=webhook.partner_id)
    with acting_as(owner):
        entry = find_entry(owner, delivery.event_id)
    return None if entry is None else orjson.dumps(EventOut.of(entry).model_dump(), default=str)


def _send(delivery: WebhookDelivery, body: bytes, now: datetime) -> sending.Answer:
    webhook = delivery.webhook
    headers = signed_headers(webhook.id, webhook.serials(now), message_id=orjson.loads(body)["id"], body=body, now=now)
    return sending.post(webhook.url, headers=headers, body=body, allows_loopback=settings.WEBHOOKS_TO_LOOPBACK)


def _keep(delivery: WebhookDelivery, number: int, answer: sending.Answer, now: datetime) -> datetime | None:
    wait = None if answer.failure is None else wait_after(number - delivery.attempts_before, chance=random.random())  # noqa: S311
    if wait is not None and answer.retry_after and answer.status in _MAY_ASK_FOR_PATIENCE:
        wait = max(wait, min(timedelta(seconds=answer.retry_after), LONGEST_WAIT))
    ended_at = now + timedelta(seconds=answer.seconds)
    next_at = None if wait is None or answer.status == _GONE else ended_at + wait
    made = answer.failure is None
    state = DeliveryState.DELIVERED if made else DeliveryState.FAILED if next_at is None else DeliveryState.WAITING
    is_there = WebhookDelivery.objects.filter(id=delivery.id).update(
        attempts=number, state=state, next_attempt_at=next_at, delivered_at=ended_at if made else None
    )
    if not is_there:
        return None
    WebhookAttempt.objects.create(
        delivery=delivery,
        number=number,
        partner_id=delivery.partner_id,
        began_at=now,
        milliseconds=round(answer.seconds * 1000),
        status=answer.status,
        failure=answer.failure or "",
        answer=answer.text,
    )
    _judge_endpoint(delivery.webhook, answer, now)
    return next_at


def _is_slow(answer: sending.Answer) -> bool:
    return answer.seconds > _SLOW_SECONDS


def _judge_endpoint(webhook: Webhook, answer: sending.Answer, now: datetime) -> None:
    """Note whether the endpoint works, and how fast; switch it off where it is gone or has only failed for days."""
    if webhook.is_slow != _is_slow(answer):
        Webhook.objects.filter(id=webhook.id).update(is_slow=_is_slow(answer))
    if answer.failure is None:
        if webhook.failing_since is not None:
            Webhook.objects.filter(id=webhook.id).update(failing_since=None)
    elif answer.status == _GONE:
        disable_webhook(actor=SYSTEM, webhook_id=webhook.id, reason=DisabledBecause.GONE, now=now)
    elif webhook.failing_since is None:
        Webhook.objects.filter(id=webhook.id, failing_since=None).update(failing_since=now)
    elif now - webhook.failing_since >= DISABLED_AFTER:
        disable_webhook(actor=SYSTEM, webhook_id=webhook.id, reason=DisabledBecause.ONLY_FAILURES, now=now)
