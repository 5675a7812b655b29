"""The seals of redacted events. Nobody but the host reads them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0010_slow_receivers"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditRedaction",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField()),
                ("run", models.UUIDField()),
                ("digest", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["event_id"], name="platform_redaction_event")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditredaction",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="85655deeba927bdd2c1108d5223c90de3b942df5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_49cba",
                    table="platform_auditredaction",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("platform_auditredaction", using="false", check="false"),
    ]
