"""When companies changed last: for programs that fetch what is new."""

import django.utils.timezone
from django.db import migrations, models

import steelyard.platform.changes
from steelyard.platform.changes import track_changes, track_changes_of_part


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_changes"),
        ("companies", "0004_merging"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="updated_at",
            field=steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["updated_at", "id"], name="companies_company_updated"),
        ),
        track_changes("companies_company"),
        track_changes_of_part("companies_companydomain", whole="companies_company", column="company_id"),
    ]
