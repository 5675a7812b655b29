"""Erasures of people; a partner sees those that its own administrators asked for."""

import django.contrib.postgres.fields
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_OURS = "partner_id = (select steelyard_partner_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0008_data_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("person_id", models.UUIDField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("reason", models.CharField(max_length=1000)),
                ("state", models.CharField(default="requested", max_length=10)),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("pseudonym", models.CharField(max_length=100)),
                ("changed", models.JSONField(default=dict)),
                (
                    "left_files",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-requested_at"], name="identity_erasure_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "confirmed", "cleaning", "finished", "withdrawn"])
                        ),
                        name="an_erasure_has_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "withdrawn"]), ("confirmed_at__isnull", False), _connector="OR"
                        ),
                        name="an_erasure_is_carried_out_after_it_was_confirmed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["requested", "confirmed"])),
                        fields=("email",),
                        name="one_open_erasure_per_person",
                    ),
                ],
            },
        ),
        protect_rows("identity_erasure", using=_OURS, check=_OURS),
    ]
