"""When partners changed last, with their roles, tiers and managers."""

import django.utils.timezone
from django.db import migrations, models

import steelyard.platform.changes
from steelyard.platform.changes import track_changes, track_changes_of_part


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_changes"),
        ("companies", "0005_changes"),
        ("partners", "0004_facts"),
        ("program", "0004_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(fields=["updated_at", "id"], name="partners_updated"),
        ),
        track_changes("partners_partner"),
        track_changes_of_part("partners_partnerrole", whole="partners_partner", column="partner_id"),
        track_changes_of_part("partners_tierassignment", whole="partners_partner", column="partner_id"),
        track_changes_of_part("partners_managerassignment", whole="partners_partner", column="partner_id"),
    ]
