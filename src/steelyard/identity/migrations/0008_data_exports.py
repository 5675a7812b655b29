"""Exports of what is held about a person; whoever asked for one sees it, and nobody else."""

from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_MINE = (
    "requested_by = (select steelyard_person_id()) and partner_id is not distinct from (select steelyard_partner_id())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_scim"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("person_id", models.UUIDField(null=True)),
                ("requested_by", models.UUIDField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("language", models.CharField(default="en", max_length=10)),
                ("requested_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("records", models.IntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("file_id", models.UUIDField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["requested_by", "-requested_at"], name="identity_export_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "ready", "expired"])),
                        name="an_export_has_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("expires_at__isnull", False), ("file_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_ready_export_has_a_file_for_a_while",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("requested_by", "email"),
                        name="one_waiting_export_per_asker_and_person",
                    ),
                ],
            },
        ),
        protect_rows("identity_dataexport", using=_MINE, check=_MINE),
    ]
