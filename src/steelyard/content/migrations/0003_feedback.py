"""What readers say of assets."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.partners.public import writes_to_surviving_partner
from steelyard.platform.isolation import protect_rows, visible_through


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("partner_id", models.UUIDField(null=True)),
                ("is_helpful", models.BooleanField()),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("given_at", models.DateTimeField()),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="content.asset"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asset", "-given_at"], name="content_feedback_asset")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("asset", "person_id", "partner_id"),
                        name="one_feedback_of_a_person",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        protect_rows(
            "content_feedback",
            using=visible_through("partner_id"),
            check="partner_id = (select steelyard_partner_id()) and person_id = (select steelyard_person_id())",
        ),
        writes_to_surviving_partner("content_feedback"),
    ]
