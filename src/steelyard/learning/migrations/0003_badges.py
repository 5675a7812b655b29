"""Keys of badges, of which partners see no row, and a place in the status lists for every certificate."""

import django.db.models.expressions
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_row_security")]

    operations = [
        migrations.RunSQL(
            "create sequence learning_badge_position minvalue 0", "drop sequence learning_badge_position"
        ),
        migrations.AddField(
            model_name="certificate",
            name="badge_position",
            field=models.BigIntegerField(
                unique=True,
                db_default=django.db.models.expressions.RawSQL("nextval('learning_badge_position')", []),
            ),
        ),
        migrations.CreateModel(
            name="BadgeKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public", models.JSONField()),
                ("sealed", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("begun_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_compromised", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ended_at",), name="one_badge_key_signs", nulls_distinct=False)
                ],
            },
        ),
        protect_rows("learning_badgekey", using="false", check="false"),
    ]
