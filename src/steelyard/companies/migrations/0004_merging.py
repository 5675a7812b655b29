"""Merges, which the host alone reads, and where the id of a merged company leads, for everyone."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0003_matching"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("merged_name", models.CharField(max_length=200)),
                ("journal", models.JSONField()),
                ("merged_by", models.UUIDField(null=True)),
                ("merged_at", models.DateTimeField()),
                ("undo_until", models.DateTimeField()),
                ("undone_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="no_company_forwards_to_itself",
            ),
        ),
        migrations.AddField(
            model_name="companymerge",
            name="merged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
            ),
        ),
        migrations.AddField(
            model_name="companymerge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
            ),
        ),
        migrations.AddIndex(
            model_name="companymerge",
            index=models.Index(fields=["-merged_at"], name="companies_merges_newest"),
        ),
        migrations.AddConstraint(
            model_name="companymerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("survivor", models.F("merged")), _negated=True),
                name="no_company_is_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="companymerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("merged",), name="a_company_is_merged_into_one_other"
            ),
        ),
        protect_rows("companies_companymerge", using="false", check="false"),
        migrations.RunSQL(
            (Path(__file__).parent / "merge_functions.sql").read_text(),
            "drop function companies_write_to_survivor(); drop function companies_survivors(uuid[])",
        ),
    ]
