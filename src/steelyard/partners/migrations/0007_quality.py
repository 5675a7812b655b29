"""Scores of partners' data, which the host alone writes, and the tasks that partners do."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_merging"),
    ]

    operations = [
        migrations.AddField(
            model_name="partnerprofile",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="partnerprofile",
            name="contacts_checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="PartnerScore",
            fields=[
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="score",
                        serialize=False,
                        to="partners.partner",
                    ),
                ),
                ("score", models.DecimalField(decimal_places=4, max_digits=7)),
                ("completeness", models.DecimalField(decimal_places=4, max_digits=5)),
                ("freshness", models.DecimalField(decimal_places=4, max_digits=5)),
                ("contacts", models.DecimalField(decimal_places=4, max_digits=5)),
                ("duplicates", models.DecimalField(decimal_places=4, max_digits=5)),
                ("facts", models.JSONField()),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("assessed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["score", "partner"], name="partners_worst_scores")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 100)), name="a_score_is_of_a_hundred"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("detail", models.CharField(blank=True, max_length=30)),
                ("opened_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("reminded_on", models.DateField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="data_tasks", to="partners.partner"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["due_on", "id"], name="partners_open_data_tasks"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["fill", "contacts", "record"])),
                        name="kind_of_data_task_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("partner", "kind", "detail"),
                        name="a_thing_is_asked_for_once",
                    ),
                ],
            },
        ),
        protect_rows("partners_partnerscore", using=OWN_OR_CHILD, check="false"),
        protect_rows("partners_datatask", using=OWN_OR_CHILD),
    ]
