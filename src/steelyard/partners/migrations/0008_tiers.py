"""Where partners stand by the rules of tiers, and notices of tiers that end; the host alone writes both."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0007_quality"),
    ]

    operations = [
        migrations.CreateModel(
            name="TierEvaluation",
            fields=[
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="evaluation",
                        serialize=False,
                        to="partners.partner",
                    ),
                ),
                ("tier", models.CharField(blank=True, max_length=50)),
                ("reached", models.CharField(blank=True, max_length=50)),
                ("next_tier", models.CharField(blank=True, max_length=50)),
                ("track", models.CharField(blank=True, max_length=30)),
                ("points", models.DecimalField(decimal_places=4, max_digits=12)),
                ("full", models.DecimalField(decimal_places=4, max_digits=12)),
                ("outlook", models.CharField(max_length=10)),
                ("below_since", models.DateField(null=True)),
                ("types", models.JSONField()),
                ("values", models.JSONField()),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("evaluated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TierNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tier", models.CharField(max_length=50)),
                ("lower", models.CharField(blank=True, max_length=50)),
                ("given_on", models.DateField()),
                ("demote_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("is_withdrawn", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="tierassignment",
            name="fixed_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="tierassignment",
            name="is_automatic",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="tierassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fixed_until", None),
                    models.Q(("fixed_until__gt", models.F("since_on")), ("is_automatic", False)),
                    _connector="OR",
                ),
                name="a_tier_is_fixed_by_hand_for_some_time",
            ),
        ),
        migrations.AddIndex(
            model_name="tierevaluation",
            index=models.Index(fields=["points", "partner"], name="partners_tier_points"),
        ),
        migrations.AddIndex(
            model_name="tierevaluation",
            index=models.Index(fields=["outlook", "partner"], name="partners_tier_outlooks"),
        ),
        migrations.AddConstraint(
            model_name="tierevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("outlook__in", ["held", "cooling", "noticed", "fixed", "none"])),
                name="outlook_is_known",
            ),
        ),
        migrations.AddField(
            model_name="tiernotice",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tier_notices", to="partners.partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="tiernotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("partner",), name="one_open_notice_of_a_tier"
            ),
        ),
        migrations.AddConstraint(
            model_name="tiernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("demote_on__gte", models.F("given_on"))), name="a_tier_ends_after_notice"
            ),
        ),
        protect_rows("partners_tierevaluation", using=OWN_OR_CHILD, check="false"),
        protect_rows("partners_tiernotice", using=OWN_OR_CHILD, check="false"),
    ]
