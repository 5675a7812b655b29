"""Mailboxes that refuse mails: nobody's but the system's, which tells each organization of its own people."""

from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0016_bulk_edits"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedMailbox",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.TextField(unique=True)),
                ("code", models.IntegerField()),
                ("said", models.TextField()),
                ("refused_at", models.DateTimeField()),
            ],
            options={
                "db_table": "platform_refusedmailbox",
            },
        ),
        protect_rows("platform_refusedmailbox", using="false", check="false"),
    ]
