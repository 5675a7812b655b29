"""The catalog of benefits, and who holds them; the host alone writes both."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0008_tiers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Benefit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=100)),
                ("description", models.CharField(blank=True, max_length=500)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("currency", models.CharField(max_length=3)),
                ("is_offered", models.BooleanField(default=True)),
                (
                    "from_tier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.tier",
                        to_field="key",
                    ),
                ),
            ],
            options={
                "ordering": ["from_tier__rank", "name"],
            },
        ),
        migrations.CreateModel(
            name="BenefitGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since_on", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "benefit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="partners.benefit"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="benefits", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="a_benefit_is_worth_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="benefitgrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("partner", "benefit"), name="a_benefit_is_held_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="benefitgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since_on")), _connector="OR"),
                name="benefit_ends_after_it_starts",
            ),
        ),
        protect_rows("partners_benefitgrant", using=OWN_OR_CHILD, check="false"),
    ]
