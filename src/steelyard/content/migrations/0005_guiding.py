"""Kits, the roadmap, guides of pages and words that found nothing, and who sees which rows of them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.platform.changes
from steelyard.partners.public import writes_to_surviving_partner
from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows, visible_through

PARTS = "exists (select 1 from content_kitpart p where p.kit_id = content_kit.id)"
OF_ASSET = "exists (select 1 from content_asset a where a.id = asset_id)"
OPEN = "audience_id in (select content_open_audience_ids())"
MINE = "partner_id = (select steelyard_partner_id()) and person_id = (select steelyard_person_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0004_forgetting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("cover", models.TextField(blank=True)),
                ("vertical", models.CharField(blank=True, max_length=60)),
                ("family", models.CharField(blank=True, max_length=50)),
                ("stage", models.CharField(blank=True, max_length=50)),
                ("published_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(null=True)),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-published_at", "-id"], name="content_kit_newest"),
                    models.Index(fields=["updated_at", "id"], name="content_kit_updated"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoadmapItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("words", models.TextField(blank=True)),
                ("quarter_on", models.DateField()),
                ("status", models.CharField(max_length=20)),
                ("family", models.CharField(blank=True, max_length=50)),
                ("confidentiality", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(null=True)),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.audience"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoadmapReading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("partner_id", models.UUIDField()),
                ("read_on", models.DateField()),
                ("read_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="content.roadmapitem"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnansweredSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(max_length=200, unique=True)),
                ("times", models.IntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["-times", "-id"],
                        name="content_unanswered_open",
                    ),
                    models.Index(fields=["last_at"], name="content_unanswered_last"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KitPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.SmallIntegerField()),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.asset"
                    ),
                ),
                (
                    "kit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="content.kit",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("kit", "place"), name="one_part_of_a_kit_at_a_place"),
                    models.UniqueConstraint(fields=("kit", "asset"), name="an_asset_is_in_a_kit_once"),
                    models.CheckConstraint(condition=models.Q(("place__gte", 0)), name="places_in_kits_begin_at_0"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PageGuide",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=100)),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guides",
                        to="content.asset",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["page"], name="content_guide_page")],
                "constraints": [
                    models.UniqueConstraint(fields=("asset", "page"), name="a_page_leads_to_a_document_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="roadmapitem",
            index=models.Index(fields=["quarter_on", "id"], name="content_roadmap_quarter"),
        ),
        migrations.AddIndex(
            model_name="roadmapitem",
            index=models.Index(fields=["updated_at", "id"], name="content_roadmap_updated"),
        ),
        migrations.AddConstraint(
            model_name="roadmapitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["considered", "planned", "building", "preview", "available", "dropped"])
                ),
                name="roadmap_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="roadmapitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quarter_on__day", 1), ("quarter_on__month__in", [1, 4, 7, 10])),
                name="a_quarter_is_its_first_day",
            ),
        ),
        migrations.AddIndex(
            model_name="roadmapreading",
            index=models.Index(fields=["item", "-read_at", "-id"], name="content_roadmap_readers"),
        ),
        migrations.AddIndex(
            model_name="roadmapreading",
            index=models.Index(fields=["partner_id"], name="content_roadmap_partner"),
        ),
        migrations.AddConstraint(
            model_name="roadmapreading",
            constraint=models.UniqueConstraint(
                fields=("item", "person_id", "partner_id", "read_on"), name="one_roadmap_reading_a_day"
            ),
        ),
        protect_rows("content_kitpart", using=OF_ASSET, check="false"),
        protect_rows("content_kit", using=f"published_at is not null and {PARTS}", check="false"),
        protect_rows("content_pageguide", using=OF_ASSET, check="false"),
        protect_rows("content_roadmapitem", using=OPEN, check="false"),
        protect_rows("content_roadmapreading", using=visible_through("partner_id"), check=MINE),
        protect_rows("content_unansweredsearch", using="false", check="false"),
        writes_to_surviving_partner("content_roadmapreading"),
        track_changes("content_kit"),
        track_changes("content_roadmapitem"),
    ]
