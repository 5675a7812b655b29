"""When opportunities, named accounts and installed products changed last."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import steelyard.platform.changes
from steelyard.platform.changes import track_changes


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_changes"),
        ("companies", "0005_changes"),
        ("partners", "0005_changes"),
        ("pipeline", "0004_facts"),
        ("program", "0004_publication"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="accountassignment",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="installedproduct",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["updated_at", "id"], name="pipeline_updated"),
        ),
        track_changes("pipeline_opportunity"),
        track_changes("pipeline_accountassignment"),
        track_changes("pipeline_installedproduct"),
    ]
