"""Bulk edits and what became of their records."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_OWN = "partner_id = (select steelyard_partner_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0015_regional_retention"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkEdit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("list_name", models.TextField()),
                ("change", models.TextField()),
                ("value", models.TextField()),
                ("reason", models.TextField(default="")),
                ("asked", models.TextField(default="")),
                ("state", models.TextField(default="checking")),
                ("total", models.IntegerField()),
                ("position", models.IntegerField(default=0)),
                ("outcomes", models.JSONField(default=dict)),
                ("actor", models.JSONField(default=dict)),
                ("language", models.TextField(default="en")),
                ("failure", models.TextField(default="")),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "platform_bulkedit",
                "indexes": [models.Index(fields=["partner_id", "-created_at"], name="platform_bulkedit_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["checking", "checked", "running", "done", "cancelled", "failed"])
                        ),
                        name="a_bulk_edit_has_a_known_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkEditRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "edit_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("partner_id", models.UUIDField(null=True)),
                ("subject_id", models.UUIDField()),
                ("outcome", models.TextField(db_default="", default="")),
                (
                    "before",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                ("problem", models.TextField(db_default="", default="")),
                (
                    "edit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="platform.bulkedit",
                    ),
                ),
            ],
            options={
                "db_table": "platform_bulkeditrow",
                "indexes": [models.Index(fields=["edit", "outcome", "number"], name="platform_bulkeditrow_outcome")],
            },
        ),
        protect_rows("platform_bulkedit", using=_OWN),
        protect_rows("platform_bulkeditrow", using=_OWN),
    ]
