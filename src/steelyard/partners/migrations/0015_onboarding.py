"""Journeys of new partners and their tasks, which a partner reads and no partner writes."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0014_lifecycle"),
    ]

    operations = [
        migrations.CreateModel(
            name="Journey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=60)),
                ("persona", models.CharField(max_length=20)),
                ("started_on", models.DateField()),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("ended_on", models.DateField(null=True)),
                ("stage", models.CharField(blank=True, max_length=30)),
                ("done", models.IntegerField()),
                ("total", models.IntegerField()),
                ("moved_on", models.DateField()),
                ("completed_on", models.DateField(null=True)),
                ("stuck_reason", models.CharField(blank=True, max_length=10)),
                ("stuck_days", models.IntegerField(null=True)),
                ("stuck_stage", models.CharField(blank=True, max_length=30)),
                ("stuck_since", models.DateField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="journeys", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="JourneyTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.IntegerField()),
                ("key", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=120)),
                ("stage", models.CharField(max_length=30)),
                ("doer", models.CharField(max_length=20)),
                ("milestone", models.CharField(blank=True, max_length=60)),
                ("is_optional", models.BooleanField(default=False)),
                ("due_on", models.DateField()),
                ("reminded_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("evidence", models.UUIDField(null=True)),
                (
                    "journey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="partners.journey"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="journey_tasks", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(fields=["-started_on", "-id"], name="partners_journeys_newest"),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(fields=["moved_on", "id"], name="partners_journeys_moved"),
        ),
        migrations.AddIndex(
            model_name="journey",
            index=models.Index(
                fields=["stuck_since", "-started_on", "-id"],
                name="partners_journeys_stuck",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("partner", "persona"), name="one_journey_of_a_persona"
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("persona__in", ["organization", "seller", "partner_marketing", "architect", "partner_admin"])
                ),
                name="persona_of_journey_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stuck_reason", ""), ("stuck_since", None)),
                    models.Q(
                        ("completed_on", None),
                        ("stuck_reason__in", ["idle", "checkpoint"]),
                        ("stuck_since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_stuck_journey_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="journey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("completed_on", None), ("completed_on__gte", models.F("started_on")), _connector="OR"
                ),
                name="a_journey_ends_after_start",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journey",
            trigger=pgtrigger.compiler.Trigger(
                name="completed_is_completed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.completed_on IS NOT NULL AND NEW.completed_on IS DISTINCT FROM OLD.completed_on)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e6615606441a7584cd8f6e36ae4f57520b0f9231",
                    operation="UPDATE",
                    pgid="pgtrigger_completed_is_completed_d2ff2",
                    table="partners_journey",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="journeytask",
            index=models.Index(
                condition=models.Q(("closed_on", None)), fields=["due_on", "id"], name="partners_open_journey_tasks"
            ),
        ),
        migrations.AddIndex(
            model_name="journeytask",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["milestone", "partner"],
                name="partners_open_milestones",
            ),
        ),
        migrations.AddConstraint(
            model_name="journeytask",
            constraint=models.UniqueConstraint(fields=("journey", "key"), name="a_journey_asks_for_a_thing_once"),
        ),
        migrations.AddConstraint(
            model_name="journeytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "doer__in",
                        [
                            "partner_admin",
                            "seller",
                            "partner_marketing",
                            "architect",
                            "channel_manager",
                            "enablement",
                            "marketing",
                        ],
                    )
                ),
                name="doer_of_journey_task_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="journeytask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at", None),
                        ("closed_by", None),
                        ("closed_on", None),
                        ("evidence", None),
                        ("remark", ""),
                    ),
                    models.Q(("closed_at__isnull", False), ("closed_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_closed_task_says_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journeytask",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_stays_closed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.closed_on IS NOT NULL AND (NEW.closed_on, NEW.closed_at, NEW.closed_by) IS DISTINCT FROM (OLD.closed_on, OLD.closed_at, OLD.closed_by))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f7c1d5b807fb8817aa361dc111f42ea86d877e4d",
                    operation="UPDATE",
                    pgid="pgtrigger_closed_stays_closed_66b65",
                    table="partners_journeytask",
                    when="BEFORE",
                ),
            ),
        ),
        protect_rows("partners_journey", using=OWN_OR_CHILD, check="false"),
        protect_rows("partners_journeytask", using=OWN_OR_CHILD, check="false"),
    ]
