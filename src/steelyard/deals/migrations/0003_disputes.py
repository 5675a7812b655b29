"""Disputes and what is said in them; a partner sees its own, and nobody changes what was ruled."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.deals.terms
import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through

_OF_A_VISIBLE_REGISTRATION = "exists (select from deals_dealregistration r where r.id = registration_id)"
_VISIBLE = f"{visible_through('partner_id')} and {_OF_A_VISIBLE_REGISTRATION}"


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField()),
                ("side", models.CharField(max_length=10)),
                ("ground", models.CharField(max_length=30)),
                ("filed_at", models.DateTimeField()),
                ("filed_by", models.UUIDField(null=True)),
                ("state", models.CharField(default=steelyard.deals.terms.DisputeState["OPEN"], max_length=20)),
                ("due_at", models.DateTimeField()),
                ("overdue_at", models.DateTimeField(null=True)),
                ("arbiter_id", models.UUIDField(null=True)),
                ("ruling", models.CharField(blank=True, max_length=20)),
                ("ruling_reason", models.TextField(blank=True, max_length=5000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("final_at", models.DateTimeField(null=True)),
                (
                    "appeal_of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="deals.dispute",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="deals.dealregistration"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisputeStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("partner_id", models.UUIDField()),
                ("side", models.CharField(max_length=10)),
                ("body", models.TextField(max_length=5000)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.UUIDField(null=True)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="deals.dispute"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="deals.dealregistration"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(fields=["partner_id", "-filed_at"], name="deals_disputes_of_partner"),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(condition=models.Q(("state", "open")), fields=["due_at"], name="deals_disputes_open"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["partner", "host"])), name="dispute_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ground__in",
                        [
                            "wrong_company",
                            "earlier_work",
                            "other_scope",
                            "customer_choice",
                            "rules_of_engagement",
                            "other",
                        ],
                    )
                ),
                name="dispute_ground_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "open"), ("closed_at", None)),
                    models.Q(("state", "withdrawn"), ("closed_at__isnull", False)),
                    models.Q(
                        ("state", "ruled"),
                        ("arbiter_id__isnull", False),
                        ("closed_at__isnull", False),
                        ("final_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dispute_is_open_or_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "ruled"),
                        ("ruling__in", ["upheld", "dismissed"]),
                        models.Q(("ruling_reason", ""), _negated=True),
                    ),
                    models.Q(models.Q(("state", "ruled"), _negated=True), ("ruling", ""), ("ruling_reason", "")),
                    _connector="OR",
                ),
                name="dispute_ruling_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("arbiter_id", models.F("filed_by")), _negated=True),
                name="nobody_rules_on_their_own_dispute",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("registration",),
                name="one_open_dispute_per_registration",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="0a9918b9dbc7f41ef2b294150057fdee4e43955c",
                    operation="DELETE",
                    pgid="pgtrigger_kept_f156c",
                    table="deals_dispute",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_is_closed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."closed_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="eb2b9488bf1491bfb36b05332518de97dd6d4328",
                    operation="UPDATE",
                    pgid="pgtrigger_closed_is_closed_403c7",
                    table="deals_dispute",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="disputestatement",
            index=models.Index(fields=["dispute", "said_at"], name="deals_statements_of"),
        ),
        migrations.AddConstraint(
            model_name="disputestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["partner", "host"])), name="statement_side_is_known"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disputestatement",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cb2902b646e66ea9c72ef86de7f02562a3e93b52",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2583c",
                    table="deals_disputestatement",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("deals_dispute", using=_VISIBLE),
        protect_rows("deals_disputestatement", using=_VISIBLE),
    ]
