"""What a person or a program does with endpoints and deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.platform.events import describe, event_types, record, write
from steelyard.platform.webhooks import events
from steelyard.platform.webhooks.addresses import host_of, is_url_allowed
from steelyard.platform.webhooks.enqueueing import send_event, send_events_from
from steelyard.platform.webhooks.models import Webhook
from steelyard.platform.webhooks.queries import find_delivery, find_webhook, require_manager
from steelyard.platform.webhooks.refusals import (
    DeliveryIsWaiting,
    EventTypeNotKnown,
    TooManyWebhooks,
    UrlNotAllowed,
    WebhookIsOff,
)
from steelyard.platform.webhooks.signing import secret_of
from steelyard.platform.webhooks.terms import DeliveryState, DisabledBecause

MAX_WEBHOOKS = 20
"""Endpoints of one organization."""
OVERLAP = timedelta(hours=24)
"""For how long the secret before a rotation goes on signing too, unless the command says otherwise."""


@transaction.atomic
def create_webhook(
    *, actor: Actor, url: str, description: str = "", event_types: Sequence[str] = (), now: datetime
) -> tuple[UUID, str]:
    """Create an endpoint of the actor's organization and return its id with its secret. Without types it gets every event.

    Raises: NotAllowed, TooManyWebhooks, UrlNotAllowed, EventTypeNotKnown.
    """
    require_manager(actor)
    if Webhook.visible_to(actor).count() >= MAX_WEBHOOKS:
        raise TooManyWebhooks(limit=MAX_WEBHOOKS)
    webhook = Webhook(
        partner_id=actor.partner_id,
        url=_checked_url(url),
        description=description,
        event_types=_checked_types(event_types),
        created_by=actor.person_id,
        created_at=now,
    )
    webhook.save(force_insert=True)
    record(_about(webhook, events.WebhookCreated, host=host_of(url)), actor=actor, now=now)
    return webhook.id, secret_of(webhook.id, webhook.serial)


@transaction.atomic
def change_webhook(
    *, actor: Actor, webhook_id: UUID, url: str, description: str, event_types: Sequence[str], now: datetime
) -> None:
    """Change where an endpoint is and what it wants; what waits goes to the new URL.

    Raises: NotAllowed, NotFound, UrlNotAllowed, EventTypeNotKnown.
    """
    webhook = find_webhook(actor, webhook_id)
    webhook.url = _checked_url(url)
    webhook.description = description
    webhook.event_types = _checked_types(event_types)
    webhook.save(update_fields=["url", "description", "event_types"])
    record(_about(webhook, events.WebhookChanged, host=host_of(url)), actor=actor, now=now)


@transaction.atomic
def rotate_secret(*, actor: Actor, webhook_id: UUID, now: datetime, overlap: timedelta = OVERLAP) -> str:
    """Give an endpoint a new secret and return it; for the time of the overlap messages are signed with both.

    Raises: NotAllowed, NotFound.
    """
    webhook = find_webhook(actor, webhook_id)
    webhook.serial += 1
    webhook.previous_secret_until = now + overlap if overlap else None
    webhook.save(update_fields=["serial", "previous_secret_until"])
    record(_about(webhook, events.WebhookSecretRotated), actor=actor, now=now)
    return secret_of(webhook.id, webhook.serial)


@transaction.atomic
def enable_webhook(*, actor: Actor, webhook_id: UUID, now: datetime) -> None:
    """Switch an endpoint on; what happened meanwhile is sent by a replay. Raises: NotAllowed, NotFound."""
    webhook = find_webhook(actor, webhook_id)
    if webhook.is_enabled:
        return
    webhook.is_enabled, webhook.disabled_reason, webhook.disabled_at, webhook.failing_since = True, "", None, None
    webhook.save(update_fields=["is_enabled", "disabled_reason", "disabled_at", "failing_since"])
    record(_about(webhook, events.WebhookEnabled), actor=actor, now=now)


@transaction.atomic
def disable_webhook(
    *, actor: Actor, webhook_id: UUID, now: datetime, reason: DisabledBecause = DisabledBecause.BY_HAND
) -> None:
    """Switch an endpoint off; nothing is sent to it any more, what waits included. Raises: NotAllowed, NotFound."""
    webhook = find_webhook(actor, webhook_id)
    if webhook.is_enabled:
        _switch_off(webhook, actor=actor, now=now, reason=reason)


@transaction.atomic
def disable_webhooks_of(*, actor: Actor, partner_id: UUID, now: datetime) -> None:
    """Switch off every endpoint of an organization whose access ends; its callers have asked who may end that."""
    for webhook in Webhook.objects.select_for_update().filter(partner_id=partner_id, is_enabled=True).order_by("id"):
        _switch_off(webhook, actor=actor, now=now, reason=DisabledBecause.ACCESS_ENDED)


def _switch_off(webhook: Webhook, *, actor: Actor, now: datetime, reason: DisabledBecause) -> None:
    webhook.is_enabled, webhook.disabled_reason, webhook.disabled_at = False, reason, now
    webhook.save(update_fields=["is_enabled", "disabled_reason", "disabled_at"])
    record(_about(webhook, events.WebhookDisabled, reason=reason), actor=actor, now=now)


@transaction.atomic
def delete_webhook(*, actor: Actor, webhook_id: UUID, now: datetime) -> None:
    """Delete an endpoint with its log of deliveries. Raises: NotAllowed, NotFound."""
    webhook = find_webhook(actor, webhook_id)
    deleted = _about(webhook, events.WebhookDeleted)
    webhook.delete()
    record(deleted, actor=actor, now=now)


@transaction.atomic
def send_test(*, actor: Actor, webhook_id: UUID, now: datetime) -> None:
    """Send an endpoint an event that says it is a test, whether or not it wants such events.

    Raises: NotAllowed, NotFound, WebhookIsOff.
    """
    webhook = _require_on(find_webhook(actor, webhook_id))
    rows = describe([_about(webhook, events.WebhookTested)], actor=actor, now=now)
    write(rows)
    send_event(webhook, rows[0].id)


@transaction.atomic
def resend_delivery(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Send one event to its endpoint again, with all repeats from the start.

    Raises: NotAllowed, NotFound, WebhookIsOff, DeliveryIsWaiting.
    """
    delivery = find_delivery(actor, delivery_id)
    _require_on(delivery.webhook)
    if delivery.state == DeliveryState.WAITING or not send_event(delivery.webhook, delivery.event_id):
        raise DeliveryIsWaiting
    record(_about(delivery.webhook, events.WebhookReplayed, count=1), actor=actor, now=now)


@transaction.atomic
def replay_events(*, actor: Actor, webhook_id: UUID, from_sequence: int, now: datetime) -> int:
    """Send an endpoint what it wants from a sequence number on, and return how many events that are.

    What is on its way already is left as it is. Raises: NotAllowed, NotFound, WebhookIsOff.
    """
    webhook = _require_on(find_webhook(actor, webhook_id))
    count = send_events_from(webhook, from_sequence)
    record(_about(webhook, events.WebhookReplayed, count=count), actor=actor, now=now)
    return count


def _about(webhook: Webhook, kind: type[Event], **facts: object) -> Event:
    return kind(subject_id=webhook.id, subject_label=webhook.label, partner_id=webhook.partner_id, **facts)


def _require_on(webhook: Webhook) -> Webhook:
    if not webhook.is_enabled:
        raise WebhookIsOff
    return webhook


def _checked_url(url: str) -> str:
    if not is_url_allowed(url, allows_loopback=settings.WEBHOOKS_TO_LOOPBACK):
        raise UrlNotAllowed(fields={"url": UrlNotAllowed.text})
    return url


def _checked_types(wanted: Sequence[str]) -> list[str]:
    known = event_types()
    for event_type in wanted:
        if event_type not in known:
            raise EventTypeNotKnown(type=event_type)
    return sorted(set(wanted))
