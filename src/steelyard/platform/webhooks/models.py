"""Endpoints, what is sent to them, and how each attempt went."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.platform.webhooks.terms import DeliveryState


class Webhook(Record):
    """An endpoint of one organization: where its events go, and which."""

    PREFIX = "webhook"

    partner_id = models.UUIDField(null=True)
    """Whose endpoint it is; None for the host's."""
    url = models.TextField()
    description = models.CharField(max_length=200)
    event_types = ArrayField(models.TextField(), default=list)
    """The types that it wants; every type when empty."""
    serial = models.IntegerField(default=1)
    """Counts its secrets; see `signing`."""
    previous_secret_until = models.DateTimeField(null=True)
    is_enabled = models.BooleanField(default=True)
    disabled_reason = models.TextField(default="")
    disabled_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    """Since when there was nothing but failures."""
    is_slow = models.BooleanField(default=False, db_default=False)
    """Whether it kept us waiting the last time."""
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "platform_webhook"
        indexes = [models.Index(fields=["partner_id"], name="platform_webhook_partner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_enabled=True, disabled_reason="", disabled_at=None)
                | (Q(is_enabled=False, disabled_at__isnull=False) & ~Q(disabled_reason="")),
                name="a_webhook_that_is_off_says_why",
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Webhook]":
        """Return the endpoints of the actor's own organization: no other's, not even to the host."""
        if actor.is_system:
            return cls.objects.all()
        if actor.is_host or actor.is_partner:
            return cls.objects.filter(partner_id=actor.partner_id)
        return cls.objects.none()

    @property
    def label(self) -> str:
        return self.description or self.public_id

    def serials(self, now: datetime) -> list[int]:
        """Return the serials of the secrets in force, the newest first."""
        overlaps = self.previous_secret_until is not None and now < self.previous_secret_until
        return [self.serial, self.serial - 1] if overlaps else [self.serial]


class WebhookDelivery(Record):
    """One event for one endpoint. Its rows are written by the trigger on the event log, by tests and by replays."""

    PREFIX = "delivery"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    partner_id = models.UUIDField(null=True)
    event_id = models.UUIDField()
    event_type = models.TextField()
    sequence = models.BigIntegerField()
    state = models.TextField(default=DeliveryState.WAITING.value)
    attempts = models.IntegerField(default=0)
    attempts_before = models.IntegerField(default=0)
    """How many attempts there had been when it was last sent again: the schedule begins anew there."""
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_webhookdelivery"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="one_delivery_per_webhook_and_event")
        ]
        indexes = [
            models.Index(fields=["webhook", "-sequence"], name="platform_delivery_log"),
            models.Index(fields=["created_at"], name="platform_delivery_age"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[WebhookDelivery]":
        """Return the deliveries to the actor's own organization's endpoints."""
        if actor.is_system:
            return cls.objects.all()
        if actor.is_host or actor.is_partner:
            return cls.objects.filter(partner_id=actor.partner_id)
        return cls.objects.none()


class WebhookAttempt(models.Model):
    """One try to make a delivery, and what came of it."""

    pk = models.CompositePrimaryKey("delivery_id", "number")
    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    number = models.IntegerField()
    partner_id = models.UUIDField(null=True)
    began_at = models.DateTimeField()
    milliseconds = models.IntegerField()
    status = models.IntegerField(null=True)
    failure = models.TextField(default="")
    answer = models.TextField(default="")
    """The beginning of what the receiver said."""

    class Meta:
        db_table = "platform_webhookattempt"
