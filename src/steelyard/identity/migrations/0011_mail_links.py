"""Which links from mails were used; everybody sees and writes their own."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_MINE = "person_id = (select steelyard_person_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0010_access_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailLinkUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("action", models.TextField()),
                ("subject_id", models.UUIDField()),
                ("version", models.IntegerField()),
                ("used_at", models.DateTimeField()),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "action", "subject_id", "version"), name="a_mail_link_is_used_once"
                    )
                ],
            },
        ),
        protect_rows("identity_maillinkuse", using=_MINE, check=_MINE),
    ]
