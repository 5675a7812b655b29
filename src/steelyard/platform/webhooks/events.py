"""What happens to endpoints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event
from steelyard.platform.webhooks.terms import DISABLED_REASONS


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCreated(Event):
    type: ClassVar[str] = "platform.webhook.created"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("The webhook {subject} was created, for {host}")
    icon: ClassVar[str] = "webhook"

    host: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChanged(Event):
    type: ClassVar[str] = "platform.webhook.changed"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("The webhook {subject} was changed, now for {host}")
    icon: ClassVar[str] = "webhook"

    host: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecretRotated(Event):
    type: ClassVar[str] = "platform.webhook.secret_rotated"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("The webhook {subject} got a new secret")
    icon: ClassVar[str] = "key"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEnabled(Event):
    type: ClassVar[str] = "platform.webhook.enabled"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("The webhook {subject} was switched on")
    icon: ClassVar[str] = "webhook"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDisabled(Event):
    type: ClassVar[str] = "platform.webhook.disabled"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("The webhook {subject} was switched off. {reason}")
    icon: ClassVar[str] = "webhook-off"
    terms: ClassVar[Mapping[str, Mapping[Any, str]]] = {"reason": DISABLED_REASONS}

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted(Event):
    type: ClassVar[str] = "platform.webhook.deleted"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("The webhook {subject} was deleted")
    icon: ClassVar[str] = "trash"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTested(Event):
    type: ClassVar[str] = "platform.webhook.tested"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("A test was sent to the webhook {subject}")
    icon: ClassVar[str] = "send"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReplayed(Event):
    type: ClassVar[str] = "platform.webhook.replayed"
    subject_type: ClassVar[str] = "webhook"
    sentence: ClassVar[str] = sentence("Events were sent again to the webhook {subject}: {count}")
    icon: ClassVar[str] = "refresh"

    count: int
