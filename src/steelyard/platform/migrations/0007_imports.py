"""Imports of files with their rows and corrections, whose rows are their organization's own."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_OWN = "partner_id = (select steelyard_partner_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0006_fact_tracking"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("file_id", models.UUIDField()),
                ("file_name", models.TextField()),
                ("file_size", models.BigIntegerField()),
                ("state", models.TextField(default="uploaded")),
                ("reading", models.JSONField(default=dict)),
                ("sheets", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                ("samples", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("template", models.TextField(default="")),
                ("is_remembered", models.BooleanField(default=False)),
                ("total", models.IntegerField(default=0)),
                ("position", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("amounts", models.JSONField(default=dict)),
                ("outcomes", models.JSONField(default=dict)),
                ("actor", models.JSONField(default=dict)),
                ("language", models.TextField(default="en")),
                ("failure", models.TextField(default="")),
                ("begun_after", models.BigIntegerField(default=0)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "platform_import",
                "indexes": [models.Index(fields=["partner_id", "-created_at"], name="platform_import_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "uploaded",
                                    "checking",
                                    "checked",
                                    "running",
                                    "paused",
                                    "done",
                                    "cancelled",
                                    "failed",
                                    "undoing",
                                    "undone",
                                ],
                            )
                        ),
                        name="an_import_has_a_known_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportCorrection",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "imported_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("partner_id", models.UUIDField(null=True)),
                ("values", models.JSONField(default=dict)),
                ("choice", models.TextField(default="")),
                ("corrected_by", models.UUIDField(null=True)),
                ("corrected_at", models.DateTimeField()),
                (
                    "imported",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="platform.import",
                    ),
                ),
            ],
            options={
                "db_table": "platform_importcorrection",
            },
        ),
        migrations.CreateModel(
            name="KnownMapping",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind",
                        "fingerprint",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.TextField()),
                ("fingerprint", models.TextField()),
                ("person_id", models.UUIDField()),
                ("partner_id", models.UUIDField(null=True)),
                ("mapping", models.JSONField()),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "db_table": "platform_knownmapping",
                "indexes": [models.Index(fields=["kind", "fingerprint", "partner_id"], name="platform_mapping_header")],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "imported_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("partner_id", models.UUIDField(null=True)),
                ("outcome", models.TextField()),
                ("subject_id", models.UUIDField(null=True)),
                ("changes", models.JSONField(default=dict)),
                ("errors", models.JSONField(default=list)),
                ("match", models.JSONField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("kept_because", models.TextField(default="")),
                (
                    "imported",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="platform.import",
                    ),
                ),
            ],
            options={
                "db_table": "platform_importrow",
                "indexes": [models.Index(fields=["imported", "outcome", "number"], name="platform_importrow_outcome")],
            },
        ),
        protect_rows("platform_import", using=_OWN),
        protect_rows("platform_importrow", using=_OWN),
        protect_rows("platform_importcorrection", using=_OWN),
        protect_rows("platform_knownmapping", using=_OWN),
    ]
