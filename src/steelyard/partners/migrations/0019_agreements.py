"""Texts of agreements in versions, where partners stand with them, and signatures, which no partner writes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.partners.agreements.terms
from steelyard.platform.isolation import protect_rows

KEEP_WHAT_ENDED = """
    select set_config('steelyard.actor_kind', 'system', true);
    update partners_agreement set binds_until = valid_until where valid_until is not null;
"""
ASKED_OR_ACCEPTED = (
    "exists (select from partners_agreementstanding s where s.version_id = partners_agreementtext.version_id)"
    " or exists (select from partners_agreement a where a.text_id = partners_agreementtext.id"
    " and a.partner_id = (select steelyard_partner_id()))"
)
WITH_A_TEXT = (
    "exists (select from partners_agreementstanding s where s.version_id = partners_agreementversion.id)"
    " or exists (select from partners_agreementtext t where t.version_id = partners_agreementversion.id)"
)
OF_AN_OWN_ONE = (
    "exists (select from partners_agreement a where a.id = partners_agreementsignature.agreement_id"
    " and a.partner_id = (select steelyard_partner_id()))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0018_automation"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementSignature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("side", models.CharField(max_length=10)),
                ("person_id", models.UUIDField(null=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("digest", models.CharField(max_length=64)),
                ("origin", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AgreementStanding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("asked_on", models.DateField(null=True)),
                ("requested_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("lapses_on", models.DateField(null=True)),
                ("reminded_on", models.DateField(null=True)),
                ("has_suspended", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="AgreementText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("version", models.CharField(max_length=50)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=50)),
                ("valid_from", models.DateField()),
                ("term_months", models.PositiveSmallIntegerField(null=True)),
                ("asks_again", models.BooleanField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.UUIDField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="agreement",
            name="an_agreement_is_signed_once",
        ),
        migrations.AddField(
            model_name="agreement",
            name="binds_until",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(KEEP_WHAT_ENDED, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="agreement",
            name="kind",
            field=models.CharField(default=steelyard.partners.agreements.terms.AgreementKind["PARTNER"], max_length=20),
        ),
        migrations.AddField(
            model_name="agreementsignature",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="partners.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementstanding",
            name="accepted",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="partners.agreement"
            ),
        ),
        migrations.AddField(
            model_name="agreementstanding",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="agreement_standings", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="text",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agreementtext"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("partner", "kind", "version", "signed_on"), name="an_agreement_is_signed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("binds_until", None), ("binds_until__gte", models.F("signed_on")), _connector="OR"),
                name="agreement_binds_after_signing",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["partner", "data_processing", "non_disclosure", "conduct", "program_terms"])
                ),
                name="kind_of_agreement_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="agreementversion",
            index=models.Index(fields=["-valid_from", "-id"], name="partners_versions_newest"),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(
                fields=("kind", "version"), name="a_version_of_a_kind_is_published_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(
                fields=("kind", "region", "types", "valid_from"), name="one_version_begins_on_a_day_for_the_same"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["partner", "data_processing", "non_disclosure", "conduct", "program_terms"])
                ),
                name="kind_of_version_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("term_months", None), ("term_months__gte", 1), _connector="OR"),
                name="a_term_is_a_month_at_least",
            ),
        ),
        migrations.AddField(
            model_name="agreementtext",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="partners.agreementversion"
            ),
        ),
        migrations.AddField(
            model_name="agreementstanding",
            name="version",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agreementversion"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreementversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fa89adfee85c22ba766c2582becaff8a8179ec02",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_dc733",
                    table="partners_agreementversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsignature",
            constraint=models.UniqueConstraint(fields=("agreement", "side"), name="each_side_signs_once"),
        ),
        migrations.AddConstraint(
            model_name="agreementsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["partner", "host"])), name="side_of_signature_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="a_signature_has_a_name"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreementsignature",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dae712ad660cb7bd9f51e020ffb0d0545862aa21",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5de27",
                    table="partners_agreementsignature",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementtext",
            constraint=models.UniqueConstraint(fields=("version", "language"), name="one_text_in_a_language"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreementtext",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4959f5964e76eef03cd0a5e86119e86371aa287b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_41247",
                    table="partners_agreementtext",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="agreementstanding",
            index=models.Index(fields=["due_on", "id"], name="partners_agreements_due"),
        ),
        migrations.AddIndex(
            model_name="agreementstanding",
            index=models.Index(fields=["state", "due_on", "id"], name="partners_agreements_by_state"),
        ),
        migrations.AddConstraint(
            model_name="agreementstanding",
            constraint=models.UniqueConstraint(fields=("partner", "kind"), name="one_standing_with_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="agreementstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["partner", "data_processing", "non_disclosure", "conduct", "program_terms"])
                ),
                name="kind_of_standing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["offered", "missing", "in_force", "due", "grace", "lapsed"])),
                name="state_of_agreement_is_known",
            ),
        ),
        protect_rows("partners_agreementstanding", using="partner_id = (select steelyard_partner_id())", check="false"),
        protect_rows("partners_agreementtext", using=ASKED_OR_ACCEPTED, check="false"),
        protect_rows("partners_agreementversion", using=WITH_A_TEXT, check="false"),
        protect_rows("partners_agreementsignature", using=OF_AN_OWN_ONE, check="false"),
    ]
