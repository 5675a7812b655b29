"""What strangers say of their company before the mailbox is proven: the host alone reads or writes it."""

from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0011_recruiting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("said", models.JSONField(default=dict)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("consent", models.TextField(max_length=1000)),
                ("language", models.CharField(max_length=10)),
                ("sent_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["sent_at"], name="partners_old_applications")],
            },
        ),
        protect_rows("partners_application", using="false", check="false"),
    ]
