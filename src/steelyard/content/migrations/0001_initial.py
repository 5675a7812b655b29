"""Libraries, audiences, assets with their versions, what was used."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import steelyard.content.terms
import steelyard.kernel.ids
import steelyard.platform.changes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=200)),
                ("summary", models.CharField(blank=True, max_length=1000)),
                ("language", models.CharField(default="en", max_length=2)),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "verticals",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("review_by", models.DateField()),
                ("reminded_days", models.SmallIntegerField(null=True)),
                ("state", models.CharField(default=steelyard.content.terms.AssetState["DRAFT"], max_length=20)),
                ("state_reason", models.CharField(blank=True, max_length=500)),
                ("published_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(null=True)),
                ("external_id", models.CharField(blank=True, max_length=200)),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AssetVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("file_id", models.UUIDField(null=True, unique=True)),
                ("file_name", models.CharField(blank=True, max_length=150)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.BigIntegerField(default=0)),
                ("link", models.URLField(blank=True, max_length=1000)),
                ("text", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="content.asset"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Library",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=100)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="AssetUsage",
            fields=[
                (
                    "asset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="usage",
                        serialize=False,
                        to="content.asset",
                    ),
                ),
                ("opened", models.IntegerField(default=0)),
                ("downloaded", models.IntegerField(default=0)),
                ("last_used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="VersionReading",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="content.assetversion",
                    ),
                ),
                ("state", models.CharField(default=steelyard.content.terms.ReadingState["WAITING"], max_length=10)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("pages", models.IntegerField(default=0)),
                ("preview_file_id", models.UUIDField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="asset",
            name="current_version",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="current_of",
                to="content.assetversion",
            ),
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("is_internal", models.BooleanField(default=False)),
                (
                    "tiers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("needs_agreement", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="one_audience_per_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_internal", False),
                            models.Q(
                                ("needs_agreement", False), ("regions", []), ("roles", []), ("tiers", []), ("types", [])
                            ),
                            _connector="OR",
                        ),
                        name="an_internal_audience_has_no_conditions",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="asset",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.audience"
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="library",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="content.library", to_field="key"
            ),
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version_id", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("person_id", models.UUIDField(null=True)),
                ("partner_id", models.UUIDField(null=True)),
                ("registration_id", models.UUIDField(null=True)),
                ("used_at", models.DateTimeField()),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="content.asset"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="assetversion",
            constraint=models.UniqueConstraint(fields=("asset", "number"), name="one_asset_version_per_number"),
        ),
        migrations.AddConstraint(
            model_name="assetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file_id__isnull", False), ("link", ""), ("text", "")),
                    models.Q(("file_id__isnull", True), ("text", ""), models.Q(("link", ""), _negated=True)),
                    models.Q(("file_id__isnull", True), ("link", ""), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_version_is_a_file_a_link_or_a_text",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assetversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cf9975c76ccb038512b5123834cef474d0167da1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_46dc0",
                    table="content_assetversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["state", "-published_at", "-id"], name="content_asset_newest"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("state", steelyard.content.terms.AssetState["PUBLISHED"])),
                fields=["review_by"],
                name="content_asset_review",
            ),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["updated_at", "id"], name="content_asset_updated"),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["audience"], name="content_asset_audience"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "published", "withdrawn", "archived"])),
                name="asset_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "collateral",
                            "deck",
                            "technical_document",
                            "roadmap",
                            "process_document",
                            "kit_item",
                            "knowledge_article",
                        ],
                    )
                ),
                name="asset_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", steelyard.content.terms.AssetState["PUBLISHED"]), _negated=True),
                    models.Q(("current_version__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="what_is_published_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="one_asset_per_external_id",
            ),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["asset", "-used_at"], name="content_use_asset"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["partner_id", "-used_at"], name="content_use_partner"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["person_id", "-used_at"], name="content_use_person"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(
                condition=models.Q(("registration_id__isnull", False)),
                fields=["registration_id"],
                name="content_use_registration",
            ),
        ),
        migrations.AddConstraint(
            model_name="use",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["opened", "downloaded"])), name="use_kind_is_known"
            ),
        ),
    ]
