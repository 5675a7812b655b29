"""The sealed log: a seal for every event, and the head of each run. Nobody but the host reads them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0003_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(unique=True)),
                ("digest", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditRun",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                ("highest_sequence", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["sealed_at"], name="platform_auditrun_at")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditrun",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="eb775a62283783289a3af8da6d627fb3f4499b8b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_22fcf",
                    table="platform_auditrun",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditseal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="27e1710ad844d3257ceff3426b2e430e92b3467b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d97ef",
                    table="platform_auditseal",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("platform_auditseal", using="false", check="false"),
        protect_rows("platform_auditrun", using="false", check="false"),
    ]
