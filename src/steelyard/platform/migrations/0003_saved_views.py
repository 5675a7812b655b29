"""Views of lists that people keep, and who sees them: oneself, and colleagues once shared."""

from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_OWN_ORGANIZATION = "partner_id = (select steelyard_partner_id())"
_OWN = f"{_OWN_ORGANIZATION} and person_id = (select steelyard_person_id())"


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_row_security")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list_key", models.TextField()),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField()),
                ("person_id", models.UUIDField()),
                ("partner_id", models.UUIDField(null=True)),
                ("is_shared", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["list_key", "partner_id"], name="platform_view_list")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_id", "partner_id", "list_key", "name"),
                        name="one_view_per_name_and_list",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        protect_rows(
            "platform_savedview",
            using=f"{_OWN_ORGANIZATION} and (is_shared or person_id = (select steelyard_person_id()))",
            check=_OWN,
        ),
    ]
