"""When registrations and disputes changed last."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import steelyard.platform.changes
from steelyard.platform.changes import track_changes


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_changes"),
        ("companies", "0005_changes"),
        ("deals", "0005_facts"),
        ("partners", "0005_changes"),
        ("program", "0004_publication"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dealregistration",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="dispute",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name="dealregistration",
            index=models.Index(fields=["updated_at", "id"], name="deals_updated"),
        ),
        migrations.AddIndex(
            model_name="dealregistration",
            index=models.Index(fields=["partner", "updated_at", "id"], name="deals_updated_of_partner"),
        ),
        track_changes("deals_dealregistration"),
        track_changes("deals_dispute"),
    ]
