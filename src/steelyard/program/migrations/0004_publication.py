"""Drafts know their authors and are submitted; people confirm that they have read what was published."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0003_simulations"),
    ]

    operations = [
        migrations.AddField(
            model_name="ruleversion",
            name="authors",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="submitted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="submitted_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="submitted_simulation_id",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("partner_id", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="program.ruleversion",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at", None), ("reminded_at", None)),
                        fields=["asked_at"],
                        name="program_to_be_reminded",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "person_id"), name="one_acknowledgement_per_person_and_version"
                    )
                ],
            },
        ),
        # A person confirms for itself; that it was asked is the system's to say.
        protect_rows(
            "program_acknowledgement",
            using=visible_through("partner_id"),
            check="person_id = (select steelyard_person_id()) and partner_id = (select steelyard_partner_id())",
        ),
    ]
