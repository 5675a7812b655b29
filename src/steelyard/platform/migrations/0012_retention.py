"""How long what is kept, and what each nightly run deleted. Nobody but the host reads them."""

from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0011_redactions"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=50, unique=True)),
                ("days", models.IntegerField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.UUIDField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ran_at", models.DateTimeField()),
                ("deleted", models.JSONField()),
            ],
            options={
                "abstract": False,
            },
        ),
        protect_rows("platform_retentionperiod", using="false", check="false"),
        protect_rows("platform_retentionrun", using="false", check="false"),
    ]
