"""Endpoints that take their time are known, so that they wait apart from the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0009_live"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="is_slow",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
