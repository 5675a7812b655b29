"""Access reviews with their record; a partner reads and decides those of its own people."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows

_MINE = "partner_id = (select steelyard_partner_id())"


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0009_erasures"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=100)),
                ("role", models.TextField(blank=True)),
                ("due_on", models.DateField()),
                ("removes_undecided", models.BooleanField()),
                ("started_at", models.DateTimeField()),
                ("reminders", models.IntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReviewItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField(null=True)),
                (
                    "outcome",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("keep", "keep"),
                            ("change", "change"),
                            ("remove", "remove"),
                            ("left", "left"),
                            ("removed_undecided", "removed_undecided"),
                            ("ended_meanwhile", "ended_meanwhile"),
                        ],
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("decided_at", models.DateTimeField(null=True)),
                ("known", models.JSONField(null=True)),
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
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.membership"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="identity.accessreview"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="accessreview",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["due_on"], name="identity_review_open"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accessreview",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9edffe23457f0b642677569d91827fe9fee99302",
                    operation="DELETE",
                    pgid="pgtrigger_kept_cc4e1",
                    table="identity_accessreview",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accessreview",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_is_closed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."closed_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f864fad2ead18ce72e7383a45908c90c9be914da",
                    operation="UPDATE",
                    pgid="pgtrigger_closed_is_closed_e5460",
                    table="identity_accessreview",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.UniqueConstraint(
                fields=("review", "membership"), name="a_membership_is_once_in_a_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("known__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_outcome_has_its_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ["change", "remove"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_changes_access_has_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewitem",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9af006b580e414d38d40b4bcbb0f797a75e36262",
                    operation="DELETE",
                    pgid="pgtrigger_kept_ece16",
                    table="identity_reviewitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewitem",
            trigger=pgtrigger.compiler.Trigger(
                name="decided_is_decided",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."decided_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="bf391aa9c8fc8a90e60aa2c3e1a2e6e725885f15",
                    operation="UPDATE",
                    pgid="pgtrigger_decided_is_decided_d20b6",
                    table="identity_reviewitem",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("identity_accessreview", using=_MINE),
        protect_rows("identity_reviewitem", using=_MINE),
    ]
