"""Uses of kits, all uses in one view, and what partners contribute, with who sees which rows."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.platform.changes
from steelyard.partners.public import writes_to_surviving_partner
from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows, visible_through

HERE = Path(__file__).parent
OPEN = "audience_id in (select content_open_audience_ids())"
MINE = "partner_id = (select steelyard_partner_id())"
OF_CONTRIBUTION = "exists (select 1 from content_contribution c where c.id = contribution_id and c.{})"


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0006_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("summary", models.CharField(blank=True, max_length=1000)),
                ("address", models.CharField(blank=True, max_length=2000)),
                ("address_key", models.CharField(blank=True, max_length=2100)),
                ("file_id", models.UUIDField(null=True)),
                ("file_name", models.CharField(blank=True, max_length=150)),
                ("language", models.CharField(max_length=2)),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("region", models.CharField(blank=True, max_length=50)),
                ("published_on", models.DateField(null=True)),
                ("credited_as", models.CharField(blank=True, max_length=200)),
                ("state", models.CharField(max_length=20)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("verify_again_on", models.DateField(null=True)),
                ("featured_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KitUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("person_id", models.UUIDField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("registration_id", models.UUIDField(null=True)),
                ("used_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["used_at"], name="content_use_when"),
        ),
        migrations.AddField(
            model_name="contribution",
            name="audience",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.audience"
            ),
        ),
        migrations.AddField(
            model_name="kituse",
            name="kit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="content.kit"
            ),
        ),
        migrations.CreateModel(
            name="ContributionCase",
            fields=[
                (
                    "contribution",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="case",
                        serialize=False,
                        to="content.contribution",
                    ),
                ),
                ("registered_by", models.UUIDField(null=True)),
                (
                    "author_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("customer", models.CharField(blank=True, max_length=200)),
                ("reach", models.IntegerField(null=True)),
                ("is_first_publication", models.BooleanField(default=False)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("words", models.CharField(blank=True, max_length=2000)),
                ("confidence", models.CharField(blank=True, max_length=10)),
                ("points", models.IntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("rules", models.CharField(blank=True, max_length=100)),
                ("reminded_days", models.IntegerField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0)), name="contribution_points_are_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reach", None), models.Q(("reach__gte", 0), ("reach__lte", 1000000000)), _connector="OR"
                        ),
                        name="contribution_reach_is_a_count",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["", "high", "medium", "low"])),
                        name="contribution_confidence_is_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["partner_id", "-updated_at"], name="content_contribution_partner"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["updated_at", "id"], name="content_contribution_updated"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["state", "verify_again_on"], name="content_contribution_due"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("featured_at__isnull", False)),
                fields=["-featured_at", "-id"],
                name="content_contribution_featured",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "submitted", "returned", "acknowledged", "refused", "withdrawn", "lapsed"])
                ),
                name="contribution_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["blog_post", "guide", "video", "talk", "code"])),
                name="contribution_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(
                        models.Q(
                            models.Q(("address", ""), ("file_id__isnull", False)),
                            models.Q(models.Q(("address", ""), _negated=True), ("file_id", None)),
                            _connector="OR",
                        ),
                        models.Q(("credited_as", ""), _negated=True),
                        ("published_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_contribution_handed_in_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "acknowledged"),
                        _negated=True,
                    ),
                    models.Q(
                        ("acknowledged_at__isnull", False), ("ended_at", None), ("verify_again_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="an_acknowledged_contribution_counts_from_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledged_at", None),
                    ("state", "acknowledged"),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="points_of_contributions_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", None), ("featured_at", None)),
                    models.Q(
                        ("state", "acknowledged"),
                        ("audience__isnull", False),
                        ("featured_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="only_acknowledged_contributions_are_featured",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["submitted", "returned", "acknowledged"]),
                    models.Q(("address_key", ""), _negated=True),
                ),
                fields=("partner_id", "address_key"),
                name="a_partner_registers_an_address_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state", "acknowledged"),
                    models.Q(("address_key", ""), _negated=True),
                ),
                fields=("address_key",),
                name="an_address_is_acknowledged_once",
            ),
        ),
        migrations.AddIndex(
            model_name="kituse",
            index=models.Index(fields=["kit", "-used_at"], name="content_kituse_kit"),
        ),
        migrations.AddIndex(
            model_name="kituse",
            index=models.Index(fields=["partner_id", "-used_at"], name="content_kituse_partner"),
        ),
        migrations.AddConstraint(
            model_name="kituse",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["opened", "downloaded"])), name="kit_use_kind_is_known"
            ),
        ),
        protect_rows("content_kituse", using=visible_through("partner_id")),
        protect_rows(
            "content_contribution",
            using=f"{visible_through('partner_id')} or (featured_at is not null and {OPEN})",
            check=f"{MINE} and state in ('draft', 'submitted') and acknowledged_at is null",
        ),
        # What others are shown they do not change, whatever they would make of it.
        migrations.RunSQL(
            f"""
            create policy content_contribution_own on content_contribution as restrictive for update
                using ((select steelyard_sees_everything()) or {MINE});
            """,
            "drop policy content_contribution_own on content_contribution",
        ),
        protect_rows(
            "content_contributioncase",
            using=OF_CONTRIBUTION.format(visible_through("partner_id")),
            check=f"points = 0 and decided_at is null and {OF_CONTRIBUTION.format(MINE)}",
        ),
        writes_to_surviving_partner("content_kituse"),
        writes_to_surviving_partner("content_contribution"),
        track_changes("content_contribution"),
        migrations.RunSQL((HERE / "uses.sql").read_text(), "drop view content_uses"),
    ]
