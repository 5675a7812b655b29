"""Audits of partnerships, the long tail and rises in it: all of it the host's own."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.platform.changes
from steelyard.partners.forwards import writes_to_surviving_partner
from steelyard.platform.changes import track_changes
from steelyard.platform.isolation import protect_rows

# Once for a statement, not for a row: an audit writes tens of thousands.
MEASURED_ONCE = migrations.RunSQL(
    """
    create function partners_audit_is_measured_once() returns trigger language plpgsql as $$
    begin
        if exists (
            select from added n join partners_portfolioaudit a on a.id = n.audit_id where a.measured_at is not null
        ) then
            raise exception 'an audit is measured once';
        end if;
        return null;
    end $$;
    create trigger partners_audit_is_measured_once after insert on partners_auditedpartner
        referencing new table as added for each statement execute function partners_audit_is_measured_once();
    """,
    """
    drop trigger partners_audit_is_measured_once on partners_auditedpartner;
    drop function partners_audit_is_measured_once();
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0020_vetting"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("raised_on", models.DateField()),
                ("facts", models.JSONField()),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("lead_id", models.UUIDField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("dismissed_by", models.UUIDField(null=True)),
                ("dismissed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TailStanding",
            fields=[
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tail_standing",
                        serialize=False,
                        to="partners.partner",
                    ),
                ),
                ("track", models.CharField(blank=True, max_length=30)),
                ("since_on", models.DateField(null=True)),
                ("value", models.DecimalField(decimal_places=2, max_digits=18)),
                ("touches", models.IntegerField()),
                ("tier", models.CharField(blank=True, max_length=50)),
                ("types", models.JSONField()),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("evaluated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PortfolioAudit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("as_of", models.DateField()),
                ("region", models.CharField(blank=True, max_length=50)),
                ("type", models.CharField(blank=True, max_length=50)),
                ("manager_id", models.UUIDField(null=True)),
                ("rules", models.CharField(max_length=100)),
                ("version_ids", models.JSONField()),
                ("currency", models.CharField(max_length=3)),
                ("begun_by", models.UUIDField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("measured_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "updated_at",
                    steelyard.platform.changes.UpdatedAtField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-begun_at", "-id"], name="partners_audits_newest"),
                    models.Index(fields=["updated_at", "id"], name="partners_audit_updated"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("measured_at__isnull", False), _connector="OR"),
                        name="an_audit_is_measured_before_it_closes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditedPartner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("region", models.CharField(max_length=50)),
                ("manager_id", models.UUIDField(null=True)),
                ("facts", models.JSONField()),
                ("fit", models.DecimalField(decimal_places=2, max_digits=5)),
                ("returns", models.DecimalField(decimal_places=2, max_digits=5)),
                ("partner_class", models.CharField(max_length=20)),
                ("course", models.CharField(max_length=10)),
                ("decided_class", models.CharField(blank=True, max_length=20)),
                ("decided_course", models.CharField(blank=True, max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("note", models.CharField(blank=True, max_length=2000)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="audits", to="partners.partner"
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="partners.portfolioaudit",
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portfolioaudit",
            trigger=pgtrigger.compiler.Trigger(
                name="what_an_audit_is_about_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD.closed_at IS NOT NULL OR OLD.as_of <> NEW.as_of OR OLD.region <> NEW.region OR OLD."type" <> NEW."type" OR OLD.manager_id IS DISTINCT FROM NEW.manager_id OR OLD.version_ids <> NEW.version_ids OR (OLD.measured_at IS NOT NULL AND NEW.measured_at IS DISTINCT FROM OLD.measured_at))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="68f9f969059c5f6e0a73a4435caedb8e2ca4b53e",
                    operation="UPDATE",
                    pgid="pgtrigger_what_an_audit_is_about_stays_64e4e",
                    table="partners_portfolioaudit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portfolioaudit",
            trigger=pgtrigger.compiler.Trigger(
                name="audits_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b009dbb914356a7864f32e168b8f4ac56e5959cf",
                    operation="DELETE",
                    pgid="pgtrigger_audits_stay_c6435",
                    table="partners_portfolioaudit",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="rise",
            name="partner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="rises", to="partners.partner"
            ),
        ),
        migrations.AddIndex(
            model_name="tailstanding",
            index=models.Index(fields=["track", "value", "partner"], name="partners_tail_tracks"),
        ),
        migrations.AddIndex(
            model_name="tailstanding",
            index=models.Index(fields=["value", "partner"], name="partners_tail_values"),
        ),
        migrations.AddConstraint(
            model_name="tailstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("since_on", None), ("track", "")),
                    models.Q(models.Q(("track", ""), _negated=True), ("since_on__isnull", False)),
                    _connector="OR",
                ),
                name="who_is_in_the_long_tail_is_so_since_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="auditedpartner",
            index=models.Index(fields=["audit", "manager_id", "decided_at"], name="partners_audited_of_manager"),
        ),
        migrations.AddIndex(
            model_name="auditedpartner",
            index=models.Index(fields=["audit", "course", "id"], name="partners_audited_course"),
        ),
        migrations.AddIndex(
            model_name="auditedpartner",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False)),
                fields=["partner", "-decided_at"],
                name="partners_last_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedpartner",
            constraint=models.UniqueConstraint(fields=("audit", "partner"), name="a_partner_is_in_an_audit_once"),
        ),
        migrations.AddConstraint(
            model_name="auditedpartner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("course__in", ["invest", "maintain", "watch", "exit"]),
                    ("partner_class__in", ["strategic", "platform_fit", "transactional", "dormant"]),
                ),
                name="class_of_partner_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedpartner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_class", ""), ("decided_course", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_class__in", ["strategic", "platform_fit", "transactional", "dormant"]),
                        ("decided_course__in", ["invest", "maintain", "watch", "exit"]),
                    ),
                    _connector="OR",
                ),
                name="a_decided_partner_has_a_class_and_a_course",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditedpartner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_class", ""), ("decided_course", "")),
                    models.Q(("decided_class", models.F("partner_class")), ("decided_course", models.F("course"))),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="who_decides_otherwise_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditedpartner",
            trigger=pgtrigger.compiler.Trigger(
                name="audited_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            if new.audit_id <> old.audit_id or new.partner_id <> old.partner_id\n                or new.facts <> old.facts or new.fit <> old.fit\n                or new.returns <> old.returns or new.partner_class <> old.partner_class\n                or new.course <> old.course or new.region <> old.region\n                or new.manager_id is distinct from old.manager_id then\n                raise exception 'the measures of an audit stay as they were';\n            end if;\n            if exists (\n                select from partners_portfolioaudit a where a.id = old.audit_id and a.closed_at is not null\n            ) then\n                raise exception 'what was decided in a closed audit stays';\n            end if;\n            return new;\n        ",
                    hash="970adb5f7e2bfea565e1161049fe1a78088058a1",
                    operation="UPDATE",
                    pgid="pgtrigger_audited_stays_333fe",
                    table="partners_auditedpartner",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditedpartner",
            trigger=pgtrigger.compiler.Trigger(
                name="audited_partners_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9f23671fed8cdcbbf90166c7290b2c33c6eaac2a",
                    operation="DELETE",
                    pgid="pgtrigger_audited_partners_stay_d0610",
                    table="partners_auditedpartner",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="rise",
            index=models.Index(fields=["-raised_on", "-id"], name="partners_rises_newest"),
        ),
        migrations.AddIndex(
            model_name="rise",
            index=models.Index(fields=["partner", "-raised_on"], name="partners_rises_of_partner"),
        ),
        migrations.AddIndex(
            model_name="rise",
            index=models.Index(fields=["updated_at", "id"], name="partners_rise_updated"),
        ),
        migrations.AddConstraint(
            model_name="rise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("partner",), name="one_rise_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="rise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dismissed_at", None), ("reason", "")),
                    models.Q(("dismissed_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_dismissed_rise_says_why",
            ),
        ),
        MEASURED_ONCE,
        *(
            protect_rows(f"partners_{table}", using="false", check="false")
            for table in ("portfolioaudit", "auditedpartner", "tailstanding", "rise")
        ),
        *(writes_to_surviving_partner(f"partners_{table}") for table in ("auditedpartner", "tailstanding", "rise")),
        *(track_changes(f"partners_{table}") for table in ("portfolioaudit", "rise")),
    ]
