"""How good the data of companies is, for the host alone."""

import django.db.models.deletion
from django.db import migrations, models

from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0005_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyAssessment",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("assessed_at", models.DateTimeField()),
                ("companies", models.IntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_company_assessment")],
            },
        ),
        migrations.CreateModel(
            name="CompanyScore",
            fields=[
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="score",
                        serialize=False,
                        to="companies.company",
                    ),
                ),
                ("score", models.SmallIntegerField()),
                ("completeness", models.SmallIntegerField()),
                ("freshness", models.SmallIntegerField()),
                ("identity", models.SmallIntegerField()),
                ("duplicates", models.SmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["score", "company"], name="companies_score_worst")],
            },
        ),
        protect_rows("companies_companyscore", using="false", check="false"),
        protect_rows("companies_companyassessment", using="false", check="false"),
    ]
