"""Rounds of questionnaires, where partners stand, red flags that no partner sees; requirements and documents for them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.partners.requirements.terms
import steelyard.partners.vetting.terms
from steelyard.platform.isolation import protect_rows


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0019_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="RequirementEvidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("requirement", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("file", models.UUIDField()),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("valid_until", models.DateField()),
                ("step", models.CharField(max_length=10)),
                ("given_at", models.DateTimeField()),
                ("given_by", models.UUIDField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirement_evidence",
                        to="partners.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RequirementStanding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("requirement", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("metric", models.CharField(blank=True, max_length=60)),
                ("state", models.CharField(max_length=10)),
                ("asked", models.DecimalField(decimal_places=4, max_digits=20)),
                ("value", models.DecimalField(decimal_places=4, max_digits=20)),
                ("since_on", models.DateField()),
                ("tolerated_until", models.DateField(null=True)),
                ("advice", models.CharField(blank=True, max_length=200)),
                (
                    "consequences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirement_standings",
                        to="partners.partner",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VettingCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("questionnaire", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=20)),
                (
                    "step",
                    models.CharField(default=steelyard.partners.vetting.terms.VettingStep["DRAFT"], max_length=10),
                ),
                ("answers", models.JSONField(default=dict)),
                ("begun_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("submitted_by", models.UUIDField(null=True)),
                ("rules", models.CharField(blank=True, max_length=100)),
                ("questions", models.JSONField(default=list)),
                ("risk", models.CharField(blank=True, max_length=10)),
                ("points", models.PositiveIntegerField(null=True)),
                ("most", models.PositiveIntegerField(null=True)),
                ("score", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ("reasons", models.JSONField(default=list)),
                ("sections", models.JSONField(default=list)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=2000)),
                ("passed_on", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="vetting_cases", to="partners.partner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VettingReading",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                ("read_on", models.DateField()),
                ("read_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="partners.vettingcase"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VettingStanding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("questionnaire", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("asked_on", models.DateField(null=True)),
                ("requested_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("reminded_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="partners.vettingcase",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vetting_standings",
                        to="partners.partner",
                    ),
                ),
                (
                    "passed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="partners.vettingcase",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RedFlag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=2000)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("evidence", models.UUIDField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                ("cleared_by", models.UUIDField(null=True)),
                ("clearing_reason", models.CharField(blank=True, max_length=2000)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="red_flags", to="partners.partner"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["partner", "-recorded_at"], name="partners_red_flags")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "commission",
                                    "third_country",
                                    "third_party_account",
                                    "gift",
                                    "official",
                                    "adverse_news",
                                    "interest",
                                    "other",
                                ],
                            )
                        ),
                        name="kind_of_red_flag_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_red_flag_says_what_it_is"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_at", None), ("cleared_by", None), ("clearing_reason", "")),
                            models.Q(("cleared_at__isnull", False), models.Q(("clearing_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_red_flag_is_cleared_with_a_reason",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redflag",
            trigger=pgtrigger.compiler.Trigger(
                name="cleared_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.kind, OLD.text, OLD.reference, OLD.evidence, OLD.recorded_at, OLD.recorded_by) IS DISTINCT FROM (NEW.kind, NEW.text, NEW.reference, NEW.evidence, NEW.recorded_at, NEW.recorded_by) OR (OLD.cleared_at IS NOT NULL AND (OLD.cleared_at, OLD.cleared_by, OLD.clearing_reason) IS DISTINCT FROM (NEW.cleared_at, NEW.cleared_by, NEW.clearing_reason)))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="c39f09593c410dbd328a2df8ae21c38adaf2ee7d",
                    operation="UPDATE",
                    pgid="pgtrigger_cleared_stays_fe53f",
                    table="partners_redflag",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="requirementevidence",
            index=models.Index(fields=["partner", "requirement", "-valid_until"], name="partners_requirement_evidence"),
        ),
        migrations.AddConstraint(
            model_name="requirementevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["given", "accepted", "refused"])), name="step_of_evidence_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewed_at", None), ("step", steelyard.partners.requirements.terms.EvidenceStep["GIVEN"])
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("step", steelyard.partners.requirements.terms.EvidenceStep["ACCEPTED"]),
                    ),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("step", steelyard.partners.requirements.terms.EvidenceStep["REFUSED"]),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_is_refused_with_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requirementevidence",
            trigger=pgtrigger.compiler.Trigger(
                name="reviewed_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.file, OLD.valid_until, OLD.requirement) IS DISTINCT FROM (NEW.file, NEW.valid_until, NEW.requirement) OR (OLD.step <> 'given' AND (OLD.step, OLD.reviewed_by, OLD.reason) IS DISTINCT FROM (NEW.step, NEW.reviewed_by, NEW.reason)))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6753e3d893bcc04a03ca786089ab7bfd61465b40",
                    operation="UPDATE",
                    pgid="pgtrigger_reviewed_stays_2069a",
                    table="partners_requirementevidence",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="requirementstanding",
            index=models.Index(fields=["state", "tolerated_until", "id"], name="partners_requirements_missed"),
        ),
        migrations.AddConstraint(
            model_name="requirementstanding",
            constraint=models.UniqueConstraint(
                fields=("partner", "requirement"), name="one_standing_with_a_requirement"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["met", "tolerated", "missed"])), name="state_of_requirement_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", steelyard.partners.requirements.terms.RequirementState["MET"]),
                        ("tolerated_until", None),
                    ),
                    models.Q(
                        models.Q(
                            ("state", steelyard.partners.requirements.terms.RequirementState["MET"]), _negated=True
                        ),
                        ("tolerated_until__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_missed_requirement_is_tolerated_until_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="vettingcase",
            index=models.Index(fields=["partner", "kind", "-passed_on"], name="partners_vetting_passed"),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step__in", ["draft", "submitted", "returned"])),
                fields=("partner", "questionnaire"),
                name="one_open_round_of_a_questionnaire",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["anti_bribery", "esg", "security", "other"])),
                name="kind_of_vetting_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["draft", "submitted", "returned", "passed", "refused"])),
                name="step_of_vetting_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("risk", ""), ("risk__in", ["low", "medium", "high"]), _connector="OR"),
                name="risk_of_vetting_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("step", steelyard.partners.vetting.terms.VettingStep["DRAFT"]),
                    models.Q(
                        ("score__isnull", False), ("submitted_at__isnull", False), models.Q(("risk", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="what_is_submitted_is_assessed",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step__in", ["passed", "refused"]), _negated=True),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="a_closed_round_is_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "step__in",
                            [
                                steelyard.partners.vetting.terms.VettingStep["RETURNED"],
                                steelyard.partners.vetting.terms.VettingStep["REFUSED"],
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_is_not_passed_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("risk", steelyard.partners.vetting.terms.RiskClass["HIGH"]),
                        ("step", steelyard.partners.vetting.terms.VettingStep["PASSED"]),
                        _negated=True,
                    ),
                    ("decided_by__isnull", False),
                    _connector="OR",
                ),
                name="a_person_passes_a_high_risk",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("passed_on__isnull", False),
                        ("step", steelyard.partners.vetting.terms.VettingStep["PASSED"]),
                        ("valid_until__gte", models.F("passed_on")),
                    ),
                    models.Q(
                        models.Q(("step", steelyard.partners.vetting.terms.VettingStep["PASSED"]), _negated=True),
                        ("passed_on", None),
                        ("valid_until", None),
                    ),
                    _connector="OR",
                ),
                name="what_passed_holds_until_a_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vettingcase",
            trigger=pgtrigger.compiler.Trigger(
                name="decided_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.step in ('passed', 'refused') AND (OLD.answers, OLD.step, OLD.kind, OLD.questionnaire, OLD.rules, OLD.risk, OLD.points, OLD.score, OLD.reasons, OLD.decided_at, OLD.decided_by, OLD.reason) IS DISTINCT FROM (NEW.answers, NEW.step, NEW.kind, NEW.questionnaire, NEW.rules, NEW.risk, NEW.points, NEW.score, NEW.reasons, NEW.decided_at, NEW.decided_by, NEW.reason))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="25ed075d98e12c1c6824f24d820fc23f4e17030c",
                    operation="UPDATE",
                    pgid="pgtrigger_decided_stays_6241c",
                    table="partners_vettingcase",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingreading",
            constraint=models.UniqueConstraint(
                fields=("case", "person_id", "read_on"), name="a_vetting_reading_is_noted_once_a_day"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vettingreading",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="07c8b0b5ef5c09efc6e67667a931afc0aae3aa8b",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_f1bce",
                    table="partners_vettingreading",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="vettingstanding",
            index=models.Index(fields=["due_on", "id"], name="partners_vetting_due"),
        ),
        migrations.AddIndex(
            model_name="vettingstanding",
            index=models.Index(fields=["state", "due_on", "id"], name="partners_vetting_by_state"),
        ),
        migrations.AddConstraint(
            model_name="vettingstanding",
            constraint=models.UniqueConstraint(
                fields=("partner", "questionnaire"), name="one_standing_with_a_questionnaire"
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["anti_bribery", "esg", "security", "other"])),
                name="kind_of_vetting_standing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vettingstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["offered", "missing", "in_review", "returned", "passed", "due", "lapsed", "refused"])
                ),
                name="state_of_vetting_is_known",
            ),
        ),
        protect_rows("partners_vettingcase", using="partner_id = (select steelyard_partner_id())", check="false"),
        protect_rows("partners_vettingstanding", using="partner_id = (select steelyard_partner_id())", check="false"),
        protect_rows(
            "partners_requirementstanding", using="partner_id = (select steelyard_partner_id())", check="false"
        ),
        protect_rows(
            "partners_requirementevidence", using="partner_id = (select steelyard_partner_id())", check="false"
        ),
        protect_rows("partners_vettingreading", using="false", check="false"),
        protect_rows("partners_redflag", using="false", check="false"),
    ]
