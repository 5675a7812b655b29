"""Endpoints and deliveries as pages and programs read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.models import EventRecord
from steelyard.platform.paging import take
from steelyard.platform.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from steelyard.platform.webhooks.permissions import can_manage_webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookLine:
    """An endpoint without its secret. No `event_types` means every type."""

    id: str
    url: str
    description: str
    event_types: tuple[str, ...]
    is_enabled: bool
    disabled_reason: str
    disabled_at: datetime | None
    failing_since: datetime | None
    previous_secret_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """One try: the status that came back or why none did, and the beginning of the answer."""

    number: int
    began_at: datetime
    milliseconds: int
    status: int | None
    failure: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One event for one endpoint; `last` is its newest attempt."""

    id: str
    webhook_id: str
    event_id: str
    event_type: str
    sequence: int
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    last: AttemptLine | None


def list_webhooks(actor: Actor) -> list[WebhookLine]:
    """Return the endpoints of the actor's organization, oldest first. Raises: NotAllowed."""
    require_manager(actor)
    return [_webhook(row) for row in Webhook.visible_to(actor).order_by("created_at", "id")]


def get_webhook(actor: Actor, webhook_id: UUID) -> WebhookLine:
    """Return one endpoint. Raises: NotAllowed, NotFound."""
    return _webhook(find_webhook(actor, webhook_id))


def list_deliveries(actor: Actor, webhook_id: UUID, page: PageRequest, *, state: str = "") -> Page[DeliveryLine]:
    """Return a page of an endpoint's deliveries, the newest event first. Raises: NotAllowed, NotFound."""
    webhook = find_webhook(actor, webhook_id)
    rows = WebhookDelivery.visible_to(actor).filter(webhook=webhook)
    if state:
        rows = rows.filter(state=state)
    stretch = take(rows, page, ("-sequence", "-id"))
    newest = _newest_attempts(stretch.rows)
    items = [_delivery(row, newest.get(row.id)) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_delivery(actor: Actor, delivery_id: UUID) -> tuple[DeliveryLine, list[AttemptLine]]:
    """Return one delivery with all its attempts, the first one first. Raises: NotAllowed, NotFound."""
    row = find_delivery(actor, delivery_id)
    log = [_attempt(attempt) for attempt in WebhookAttempt.objects.filter(delivery=row).order_by("number")]
    return _delivery(row, log[-1] if log else None), log


def require_manager(actor: Actor) -> None:
    """Let who may manage webhooks pass. Raises: NotAllowed."""
    if not can_manage_webhooks(actor):
        raise NotAllowed


def find_webhook(actor: Actor, webhook_id: UUID) -> Webhook:
    """Return the endpoint's row. Raises: NotAllowed, NotFound."""
    require_manager(actor)
    webhook = Webhook.visible_to(actor).filter(id=webhook_id).first()
    if webhook is None:
        raise NotFound
    return webhook


def find_delivery(actor: Actor, delivery_id: UUID) -> WebhookDelivery:
    """Return the delivery's row with its endpoint. Raises: NotAllowed, NotFound."""
    require_manager(actor)
    delivery = WebhookDelivery.visible_to(actor).select_related("webhook").filter(id=delivery_id).first()
    if delivery is None:
        raise NotFound
    return delivery


def _newest_attempts(deliveries: Iterable[WebhookDelivery]) -> dict[UUID, AttemptLine]:
    rows = WebhookAttempt.objects.filter(delivery__in=list(deliveries)).order_by("delivery_id", "-number")
    return {row.delivery_id: _attempt(row) for row in rows.distinct("delivery_id")}


def _webhook(row: Webhook) -> WebhookLine:
    return WebhookLine(
        id=row.public_id,
        url=row.url,
        description=row.description,
        event_types=tuple(row.event_types),
        is_enabled=row.is_enabled,
        disabled_reason=row.disabled_reason,
        disabled_at=row.disabled_at,
        failing_since=row.failing_since,
        previous_secret_until=row.previous_secret_until,
        created_at=row.created_at,
    )


def _delivery(row: WebhookDelivery, last: AttemptLine | None) -> DeliveryLine:
    return DeliveryLine(
        id=row.public_id,
        webhook_id=public_id(Webhook.PREFIX, row.webhook_id),
        event_id=public_id(EventRecord.PREFIX, row.event_id),
        event_type=row.event_type,
        sequence=row.sequence,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        last=last,
    )


def _attempt(row: WebhookAttempt) -> AttemptLine:
    return AttemptLine(
        number=row.number,
        began_at=row.began_at,
        milliseconds=row.milliseconds,
        status=row.status,
        failure=row.failure,
        answer=row.answer,
    )
