"""Merges of partners, which the host alone reads; who writes for a partner that was merged writes for the survivor."""

import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.partners.forwards import writes_to_surviving_partner
from steelyard.platform.isolation import protect_rows

# A merge that is under way and the writer wait for each other: either the merge finds the row, or the row finds the survivor. Whoever
# acts for a partner that was merged while they wrote is asked to try again; by then they act for the survivor.
WRITE_TO_SURVIVOR = migrations.RunSQL(
    """
    create function partners_survivor(partner uuid) returns uuid
    language plpgsql security definer
    set search_path = public, pg_temp
    set steelyard.actor_kind = 'system'
    as $$
    declare
        survivor uuid;
    begin
        select p.merged_into_id into survivor from partners_partner p where p.id = partner for share;
        return survivor;
    end
    $$;
    create function partners_write_to_survivor() returns trigger
    language plpgsql
    set search_path = public, pg_temp
    as $$
    declare
        survivor uuid := partners_survivor(new.partner_id);
    begin
        if survivor is null then
            return new;
        end if;
        if steelyard_actor_kind() = 'partner' then
            raise exception 'the partner was merged meanwhile' using errcode = 'object_in_use';
        end if;
        new.partner_id := survivor;
        return new;
    end
    $$;
    """,
    "drop function partners_write_to_survivor(); drop function partners_survivor(uuid)",
)


class Migration(migrations.Migration):
    dependencies = [("companies", "0005_changes"), ("identity", "0005_changes"), ("partners", "0005_changes")]

    operations = [
        migrations.CreateModel(
            name="PartnerMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("merged_name", models.CharField(max_length=200)),
                ("journal", models.JSONField()),
                ("merged_by", models.UUIDField(null=True)),
                ("merged_at", models.DateTimeField()),
                ("undo_until", models.DateTimeField()),
                ("undone_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="partner",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.partner",
            ),
        ),
        migrations.AlterField(
            model_name="partner",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(
                condition=models.Q(("merged_into", None), _negated=True),
                fields=["merged_into"],
                name="partners_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="no_partner_leads_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into", None)), fields=("company",), name="a_company_is_one_partner"
            ),
        ),
        migrations.AddField(
            model_name="partnermerge",
            name="merged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="partnermerge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddIndex(
            model_name="partnermerge",
            index=models.Index(fields=["-merged_at"], name="partners_merges_newest"),
        ),
        migrations.AddConstraint(
            model_name="partnermerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("survivor", models.F("merged")), _negated=True),
                name="no_partner_is_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnermerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("merged",), name="a_partner_is_merged_into_one_other"
            ),
        ),
        protect_rows("partners_partnermerge", using="false", check="false"),
        WRITE_TO_SURVIVOR,
        writes_to_surviving_partner("identity_membership"),
        writes_to_surviving_partner("identity_invitation"),
    ]
