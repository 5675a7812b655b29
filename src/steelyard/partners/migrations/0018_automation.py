"""Runs of automations with their steps, tasks about partners, exceptions of benefits, and periods without a sign of life."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.partners.automation.terms
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0017_goals"),
    ]

    operations = [
        migrations.CreateModel(
            name="AutomationRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("automation", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("condition", models.CharField(blank=True, max_length=1000)),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("event_id", models.UUIDField()),
                ("event_type", models.CharField(max_length=80)),
                ("happened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=10)),
                ("links", models.IntegerField()),
                ("facts", models.JSONField()),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="automation_runs",
                        to="partners.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AutomationStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.IntegerField()),
                ("action", models.CharField(max_length=40)),
                ("target", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("days", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        default=steelyard.partners.automation.terms.AutomationStepState["WAITING"], max_length=10
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=500)),
                ("refusal_params", models.JSONField(default=dict)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="partners.automationrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BenefitException",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_held", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("since_at", models.DateTimeField()),
                (
                    "benefit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="partners.benefit"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="benefit_exceptions",
                        to="partners.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PartnerTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("doer", models.CharField(max_length=20)),
                ("is_internal", models.BooleanField()),
                (
                    "purpose",
                    models.CharField(default=steelyard.partners.automation.terms.TaskPurpose["FREE"], max_length=20),
                ),
                ("due_on", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QuietPeriod",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("signal", models.CharField(max_length=10)),
                ("since_on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("told_days", models.IntegerField(default=0)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quiet_periods", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="automationrun",
            index=models.Index(fields=["-happened_at", "-id"], name="partners_runs_newest"),
        ),
        migrations.AddIndex(
            model_name="automationrun",
            index=models.Index(fields=["automation", "-happened_at", "-id"], name="partners_runs_of_automation"),
        ),
        migrations.AddIndex(
            model_name="automationrun",
            index=models.Index(fields=["state", "-happened_at", "-id"], name="partners_runs_by_state"),
        ),
        migrations.AddConstraint(
            model_name="automationrun",
            constraint=models.UniqueConstraint(
                fields=("event_id", "partner", "automation"), name="an_automation_runs_once_per_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="automationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "not_met", "lapsed", "stopped"])),
                name="state_of_automation_run_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="automationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", steelyard.partners.automation.terms.RunState["WAITING"])),
                    models.Q(
                        models.Q(("state", steelyard.partners.automation.terms.RunState["WAITING"]), _negated=True),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_automation_run_that_ended_says_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="automationrun",
            trigger=pgtrigger.compiler.Trigger(
                name="run_that_ended_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.ended_at IS NOT NULL AND NEW.partner_id = OLD.partner_id)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="25bfe4a7bb69add0de177332fed38791453a61fc",
                    operation="UPDATE",
                    pgid="pgtrigger_run_that_ended_stays_d6c32",
                    table="partners_automationrun",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="automationstep",
            constraint=models.UniqueConstraint(fields=("run", "place"), name="a_step_of_a_run_is_there_once"),
        ),
        migrations.AddConstraint(
            model_name="automationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "refused"])),
                name="state_of_automation_step_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="automationstep",
            trigger=pgtrigger.compiler.Trigger(
                name="done_stays_done",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.state <> 'waiting')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a361bfcefe9816388ee8caaeac8b2780aab86d6c",
                    operation="UPDATE",
                    pgid="pgtrigger_done_stays_done_d3a00",
                    table="partners_automationstep",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="benefitexception",
            constraint=models.UniqueConstraint(
                fields=("partner", "benefit"), name="one_exception_per_partner_and_benefit"
            ),
        ),
        migrations.AddIndex(
            model_name="partnertask",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["due_on", "id"], name="partners_open_tasks"
            ),
        ),
        migrations.AddIndex(
            model_name="partnertask",
            index=models.Index(fields=["partner", "due_on", "id"], name="partners_tasks_of_partner"),
        ),
        migrations.AddConstraint(
            model_name="partnertask",
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
                name="doer_of_partner_task_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnertask",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["free", "offboarding"])), name="purpose_of_partner_task_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="partnertask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("partner", "title", "doer"),
                name="a_partner_task_is_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="quietperiod",
            index=models.Index(fields=["signal", "since_on", "id"], name="partners_quiet_since"),
        ),
        migrations.AddConstraint(
            model_name="quietperiod",
            constraint=models.UniqueConstraint(
                fields=("partner", "signal", "since_on"), name="a_day_begins_one_quiet_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="quietperiod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("partner", "signal"),
                name="one_open_quiet_period_per_signal",
            ),
        ),
        migrations.AddConstraint(
            model_name="quietperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("signal__in", ["any", "sign_in", "deal", "training"])),
                name="signal_of_quiet_period_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quietperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gt", models.F("since_on")), _connector="OR"),
                name="quiet_period_ends_after_it_starts",
            ),
        ),
        protect_rows("partners_automationrun", using="false", check="false"),
        protect_rows("partners_automationstep", using="false", check="false"),
        protect_rows("partners_benefitexception", using="false", check="false"),
        protect_rows("partners_quietperiod", using="false", check="false"),
        protect_rows("partners_partnertask", using=f"not is_internal and {OWN_OR_CHILD}", check="false"),
    ]
