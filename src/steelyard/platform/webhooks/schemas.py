"""Shapes of endpoints and deliveries."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.platform.http.schemas import Body, Line, Schema
from steelyard.platform.webhooks.addresses import MAX_URL_LENGTH
from steelyard.platform.webhooks.terms import DeliveryState

Url = Annotated[str, Field(max_length=MAX_URL_LENGTH, examples=["https://crm.example.com/steelyard"])]
EventTypes = Annotated[
    list[Annotated[str, Field(max_length=100)]],
    Field(max_length=500, description="The types wanted; every type when empty."),
]


class WebhookIn(Body):
    """Where an endpoint is and which events it wants."""

    url: Url
    description: Line = ""
    event_types: EventTypes = []


class WebhookOut(Schema):
    """An endpoint without its secret. `disabled_reason` is `by_hand`, `only_failures`, `gone` or `access_ended`."""

    id: str
    url: str
    description: str
    event_types: list[str]
    is_enabled: bool
    disabled_reason: str
    disabled_at: datetime | None
    failing_since: datetime | None
    previous_secret_until: datetime | None
    created_at: datetime


class WebhookSecretOut(WebhookOut):
    """An endpoint with its secret, which is in this answer only."""

    secret: str


class RotationIn(Body):
    """For how many hours messages are signed with the secret before, too."""

    overlap_hours: int = Field(default=24, ge=0, le=168)


class EventReplayIn(Body):
    """From which event on."""

    from_sequence: int = Field(ge=0, le=2**62, description="The sequence number of the first event that is sent.")


class EventReplayOut(Schema):
    """How many events are sent."""

    count: int


class AttemptOut(Schema):
    """One try. `failure` says why it does not count; `answer` is the first kilobyte of what the receiver said."""

    number: int
    began_at: datetime
    milliseconds: int
    status: int | None
    failure: str
    answer: str


class DeliveryOut(Schema):
    """One event for one endpoint. `last` is the newest attempt."""

    id: str
    webhook_id: str
    event_id: str
    event_type: str
    sequence: int
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    last: AttemptOut | None


class DeliveryLogOut(DeliveryOut):
    """One delivery with all its attempts, the first one first."""

    log: list[AttemptOut]
