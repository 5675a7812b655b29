"""Endpoints, deliveries and attempts, whose rows are their organization's own, and the trigger that writes deliveries."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_HERE = Path(__file__).parent
_FAN_OUT = (_HERE / "webhook_questions.sql").read_text() + (_HERE / "webhook_fan_out.sql").read_text()
_NO_FAN_OUT = """
    drop trigger platform_webhook_fan_out on platform_event;
    drop function platform_webhook_fan_out();
    drop function platform_webhook_may_tell(platform_webhook, boolean, uuid);
    drop function platform_webhook_wants(platform_webhook, text);
    drop function platform_new_id();
"""
_OWN = "partner_id = (select steelyard_partner_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0004_audit_seal"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("url", models.TextField()),
                ("description", models.CharField(max_length=200)),
                (
                    "event_types",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("serial", models.IntegerField(default=1)),
                ("previous_secret_until", models.DateTimeField(null=True)),
                ("is_enabled", models.BooleanField(default=True)),
                ("disabled_reason", models.TextField(default="")),
                ("disabled_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "platform_webhook",
                "indexes": [models.Index(fields=["partner_id"], name="platform_webhook_partner")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disabled_at", None), ("disabled_reason", ""), ("is_enabled", True)),
                            models.Q(
                                ("disabled_at__isnull", False),
                                ("is_enabled", False),
                                models.Q(("disabled_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_webhook_that_is_off_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("event_id", models.UUIDField()),
                ("event_type", models.TextField()),
                ("sequence", models.BigIntegerField()),
                ("state", models.TextField(default="waiting")),
                ("attempts", models.IntegerField(default=0)),
                ("attempts_before", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="platform.webhook"
                    ),
                ),
            ],
            options={
                "db_table": "platform_webhookdelivery",
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "delivery_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("partner_id", models.UUIDField(null=True)),
                ("began_at", models.DateTimeField()),
                ("milliseconds", models.IntegerField()),
                ("status", models.IntegerField(null=True)),
                ("failure", models.TextField(default="")),
                ("answer", models.TextField(default="")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log", to="platform.webhookdelivery"
                    ),
                ),
            ],
            options={
                "db_table": "platform_webhookattempt",
            },
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["webhook", "-sequence"], name="platform_delivery_log"),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["created_at"], name="platform_delivery_age"),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(
                fields=("webhook", "event_id"), name="one_delivery_per_webhook_and_event"
            ),
        ),
        protect_rows("platform_webhook", using=_OWN),
        protect_rows("platform_webhookdelivery", using=_OWN),
        protect_rows("platform_webhookattempt", using=_OWN),
        migrations.RunSQL(_FAN_OUT, _NO_FAN_OUT),
    ]
