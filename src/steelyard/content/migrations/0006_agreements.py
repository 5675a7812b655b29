"""Audiences ask for kinds of agreements; what binds, grace included, is what opens."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0005_guiding"),
        ("partners", "0019_agreements"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="audience", name="an_internal_audience_has_no_conditions"),
        migrations.AddField(
            model_name="audience",
            name="agreements",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.RunSQL(
            "update content_audience set agreements = '{partner}' where needs_agreement",
            "update content_audience set needs_agreement = true where agreements <> '{}'",
        ),
        migrations.RunSQL(
            (HERE / "entitlement_by_agreements.sql").read_text(),
            (HERE / "entitlement.sql").read_text().replace("create function", "create or replace function"),
        ),
        migrations.RemoveField(model_name="audience", name="needs_agreement"),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_internal", False))
                | models.Q(("agreements", []), ("regions", []), ("roles", []), ("tiers", []), ("types", [])),
                name="an_internal_audience_has_no_conditions",
            ),
        ),
    ]
