"""Endpoints and deliveries over the API."""

from dataclasses import asdict
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize
from steelyard.platform.webhooks import commands, queries
from steelyard.platform.webhooks.models import Webhook, WebhookDelivery
from steelyard.platform.webhooks.schemas import (
    DeliveryLogOut,
    DeliveryOut,
    EventReplayIn,
    EventReplayOut,
    RotationIn,
    WebhookIn,
    WebhookOut,
    WebhookSecretOut,
)
from steelyard.platform.webhooks.terms import DeliveryState

router = Router(tags=["Webhooks"])


def _webhook(request: HttpRequest, webhook_id: str) -> WebhookOut:
    return WebhookOut(**asdict(queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))))


def _with_secret(request: HttpRequest, response: HttpResponse, webhook_id: str, secret: str) -> WebhookSecretOut:
    response["Cache-Control"] = "no-store"
    return WebhookSecretOut(**_webhook(request, webhook_id).model_dump(), secret=secret)


def _delivery(request: HttpRequest, delivery_id: str) -> DeliveryLogOut:
    line, log = queries.get_delivery(asker(request), WebhookDelivery.parse_id(delivery_id))
    return DeliveryLogOut(**asdict(line), log=[asdict(attempt) for attempt in log])


@router.get("/webhooks", response=list[WebhookOut], summary="List webhooks")
def list_webhooks(request: HttpRequest) -> list[WebhookOut]:
    """Return the endpoints of one's own organization, oldest first."""
    return [WebhookOut(**asdict(line)) for line in queries.list_webhooks(asker(request))]


@router.post("/webhooks", response={201: WebhookSecretOut}, summary="Create a webhook")
def create_webhook(request: HttpRequest, body: WebhookIn, response: HttpResponse) -> Status[WebhookSecretOut]:
    """Create an endpoint that is told of events; the secret that signs the messages is in this answer only."""
    key, secret = commands.create_webhook(actor=asker(request), now=utc_now(), **body.model_dump())
    return Status(201, _with_secret(request, response, Webhook(id=key).public_id, secret))


@router.get("/webhooks/{webhook_id}", response=WebhookOut, summary="Show a webhook")
def get_webhook(request: HttpRequest, webhook_id: str) -> WebhookOut:
    """Return one endpoint."""
    return _webhook(request, webhook_id)


@router.put("/webhooks/{webhook_id}", response=WebhookOut, summary="Change a webhook")
def change_webhook(request: HttpRequest, webhook_id: str, body: WebhookIn) -> WebhookOut:
    """Change where an endpoint is and which events it wants; what waits goes to the new URL."""
    key = Webhook.parse_id(webhook_id)
    commands.change_webhook(actor=asker(request), webhook_id=key, now=utc_now(), **body.model_dump())
    return _webhook(request, webhook_id)


@router.delete("/webhooks/{webhook_id}", response={204: None}, summary="Delete a webhook")
def delete_webhook(request: HttpRequest, webhook_id: str) -> Status[None]:
    """Delete an endpoint with its log of deliveries."""
    commands.delete_webhook(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    return Status(204, None)


@router.post("/webhooks/{webhook_id}/activation", response=WebhookOut, summary="Switch a webhook on")
def enable_webhook(request: HttpRequest, webhook_id: str) -> WebhookOut:
    """Send events to the endpoint again; what happened meanwhile is sent by a replay."""
    commands.enable_webhook(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    return _webhook(request, webhook_id)


@router.post("/webhooks/{webhook_id}/deactivation", response=WebhookOut, summary="Switch a webhook off")
def disable_webhook(request: HttpRequest, webhook_id: str) -> WebhookOut:
    """Send nothing to the endpoint any more, what waits included."""
    commands.disable_webhook(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    return _webhook(request, webhook_id)


@router.post("/webhooks/{webhook_id}/secret", response=WebhookSecretOut, summary="Rotate the secret")
def rotate_webhook_secret(
    request: HttpRequest, webhook_id: str, body: RotationIn, response: HttpResponse
) -> WebhookSecretOut:
    """Give the endpoint a new secret; for the hours of the overlap messages carry a signature of each."""
    secret = commands.rotate_secret(
        actor=asker(request),
        webhook_id=Webhook.parse_id(webhook_id),
        overlap=timedelta(hours=body.overlap_hours),
        now=utc_now(),
    )
    return _with_secret(request, response, webhook_id, secret)


@router.post("/webhooks/{webhook_id}/test", response={202: WebhookOut}, summary="Send a test")
def test_webhook(request: HttpRequest, webhook_id: str) -> Status[WebhookOut]:
    """Send the endpoint an event of the type `platform.webhook.tested`."""
    commands.send_test(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    return Status(202, _webhook(request, webhook_id))


@router.post("/webhooks/{webhook_id}/replay", response={202: EventReplayOut}, summary="Replay events")
def replay_webhook(request: HttpRequest, webhook_id: str, body: EventReplayIn) -> Status[EventReplayOut]:
    """Send the endpoint what it wants from a sequence number on, up to 10,000 events at a time."""
    count = commands.replay_events(
        actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now(), **body.model_dump()
    )
    return Status(202, EventReplayOut(count=count))


@router.get("/webhooks/{webhook_id}/deliveries", response=PageSchema[DeliveryOut], summary="List deliveries")
def list_webhook_deliveries(
    request: HttpRequest,
    webhook_id: str,
    state: DeliveryState | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[DeliveryOut]:
    """Return what was sent to an endpoint, the newest event first; kept for a month."""
    found = queries.list_deliveries(
        asker(request),
        Webhook.parse_id(webhook_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        state=state or "",
    )
    return PageSchema[DeliveryOut].of(found.map(lambda line: DeliveryOut(**asdict(line))))


@router.get("/webhook-deliveries/{delivery_id}", response=DeliveryLogOut, summary="Show a delivery")
def get_webhook_delivery(request: HttpRequest, delivery_id: str) -> DeliveryLogOut:
    """Return one delivery with all its attempts."""
    return _delivery(request, delivery_id)


@router.post("/webhook-deliveries/{delivery_id}/resending", response={202: DeliveryLogOut}, summary="Resend a delivery")
def resend_webhook_delivery(request: HttpRequest, delivery_id: str) -> Status[DeliveryLogOut]:
    """Send one event to its endpoint again, with all repeats from the start."""
    key = WebhookDelivery.parse_id(delivery_id)
    commands.resend_delivery(actor=asker(request), delivery_id=key, now=utc_now())
    return Status(202, _delivery(request, delivery_id))
