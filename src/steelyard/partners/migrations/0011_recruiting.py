"""Prospects, their way, and names on lists of sanctions: the host alone reads and writes any of it."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.companies.public import writes_to_survivor
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0005_changes"),
        ("partners", "0010_peers"),
        ("program", "0005_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Prospect",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("domain", models.CharField(blank=True, max_length=253)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("contact_name", models.CharField(blank=True, max_length=200)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("employees", models.PositiveIntegerField(null=True)),
                (
                    "verticals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "capabilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "specializations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "traits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000)),
                (
                    "match_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("source", models.CharField(max_length=20)),
                ("consent", models.TextField(blank=True, max_length=1000)),
                ("stage", models.CharField(max_length=20)),
                ("stage_since_at", models.DateTimeField()),
                ("added_at", models.DateTimeField()),
                ("score", models.DecimalField(decimal_places=4, max_digits=7)),
                ("fit", models.CharField(max_length=10)),
                ("outcome", models.CharField(max_length=10)),
                ("rules", models.CharField(max_length=100)),
                ("screening_id", models.UUIDField()),
                ("assessed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=500)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="program.region"
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partnertype",
                        to_field="key",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProspectMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prospect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="partners.prospect"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SanctionedName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list_name", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "match_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["match_keys"], name="partners_sanctioned_keys")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("list_name", "name", "country"), name="a_name_is_on_a_list_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="prospect",
            index=models.Index(fields=["-score", "id"], name="partners_best_prospects"),
        ),
        migrations.AddIndex(
            model_name="prospect",
            index=models.Index(fields=["stage", "-score", "id"], name="partners_prospect_board"),
        ),
        migrations.AddIndex(
            model_name="prospect",
            index=models.Index(django.db.models.functions.text.Lower("name"), name="partners_prospect_name"),
        ),
        migrations.AddIndex(
            model_name="prospect",
            index=django.contrib.postgres.indexes.GinIndex(fields=["match_keys"], name="partners_prospect_keys"),
        ),
        migrations.AddConstraint(
            model_name="prospect",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ["prospect", "contacted", "applied", "screened", "approved", "signed", "refused", "withdrawn"],
                    )
                ),
                name="stage_of_prospect_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="prospect",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["hand", "import", "application", "api"])),
                name="source_of_prospect_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="prospect",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["clear", "review", "refuse"])), name="outcome_of_screening_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="prospect",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 100)), name="a_fit_is_of_a_hundred"
            ),
        ),
        migrations.AddIndex(
            model_name="prospectmove",
            index=models.Index(fields=["after", "prospect"], name="partners_reached_stages"),
        ),
        migrations.AddConstraint(
            model_name="prospectmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "after__in",
                        ["prospect", "contacted", "applied", "screened", "approved", "signed", "refused", "withdrawn"],
                    )
                ),
                name="stage_of_move_is_known",
            ),
        ),
        protect_rows("partners_prospect", using="false", check="false"),
        protect_rows("partners_prospectmove", using="false", check="false"),
        protect_rows("partners_sanctionedname", using="false", check="false"),
        writes_to_survivor("partners_prospect"),
    ]
