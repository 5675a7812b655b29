"""The states each partner was in, kept by the database itself; offboardings and what was settled, for the host alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import steelyard.kernel.ids
from steelyard.platform.isolation import protect_rows, visible_through

OWN_OR_CHILD = visible_through("partner_id")

# What was recorded of each partner's state, and the present one where that came about without an event.
REMEMBER_THE_PAST = migrations.RunSQL(
    """
    insert into partners_statusperiod (partner_id, status, reason, since_at, until_at)
    with moves as (
        select e.subject_id as partner_id, coalesce(e.payload->>'after', e.payload->>'status') as status,
            coalesce(e.payload->>'reason', '') as reason, e.occurred_at as since_at, e.sequence
        from platform_event e join partners_partner p on p.id = e.subject_id
        where e.type in ('partners.partner.enrolled', 'partners.partner.status_changed')
    ), latest as (
        select distinct on (partner_id) partner_id, status from moves order by partner_id, since_at desc, sequence desc
    ), known as (
        select * from moves
        union all
        select p.id, p.status, p.status_reason, p.status_since_at, 9223372036854775807
        from partners_partner p left join latest l on l.partner_id = p.id
        where l.status is distinct from p.status and p.merged_into_id is null
    )
    select partner_id, status, left(reason, 500), since_at,
        lead(since_at) over (partition by partner_id order by since_at, sequence)
    from known where status is not null
    """,
    migrations.RunSQL.noop,
)

# An import, a command: whatever moves a partner, its history follows. A merge is no move: the record never was a partner of its own.
KEEP_HISTORY = migrations.RunSQL(
    """
    create function partners_keep_status_period() returns trigger
    language plpgsql
    set search_path = public, pg_temp
    as $$
    declare
        from_at timestamptz := new.status_since_at;
    begin
        if tg_op = 'UPDATE' then
            update partners_statusperiod set until_at = greatest(since_at, new.status_since_at)
            where partner_id = new.id and until_at is null returning until_at into from_at;
        end if;
        insert into partners_statusperiod (partner_id, status, reason, since_at)
        values (new.id, new.status, new.status_reason, coalesce(from_at, new.status_since_at));
        return null;
    end
    $$;
    create trigger partners_status_begins after insert on partners_partner
        for each row execute function partners_keep_status_period();
    create trigger partners_status_moves after update of status on partners_partner
        for each row when (old.status is distinct from new.status and old.merged_into_id is not distinct from new.merged_into_id)
        execute function partners_keep_status_period();
    """,
    """
    drop trigger partners_status_moves on partners_partner;
    drop trigger partners_status_begins on partners_partner;
    drop function partners_keep_status_period()
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0006_quality"),
        ("partners", "0013_outreach"),
        ("program", "0005_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Offboarding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="open", max_length=20)),
                ("reason", models.CharField(max_length=20)),
                ("explanation", models.CharField(max_length=500)),
                ("data", models.CharField(max_length=10)),
                ("status_before", models.CharField(max_length=20)),
                (
                    "member_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("begun_at", models.DateTimeField()),
                ("begun_by", models.UUIDField(null=True)),
                ("due_on", models.DateField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OffboardingSettlement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=50)),
                ("way", models.CharField(max_length=20)),
                ("count", models.IntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("settled_at", models.DateTimeField()),
                ("settled_by", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StatusPeriod",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("status", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="partner",
            name="partner_status_is_known",
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["prospect", "onboarding", "active", "suspended", "leaving", "ended"])
                ),
                name="partner_status_is_known",
            ),
        ),
        migrations.AddField(
            model_name="offboarding",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="offboardings", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="offboardingsettlement",
            name="offboarding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="settlements", to="partners.offboarding"
            ),
        ),
        migrations.AddField(
            model_name="offboardingsettlement",
            name="heir",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
            ),
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="status_periods", to="partners.partner"
            ),
        ),
        migrations.AddIndex(
            model_name="offboarding",
            index=models.Index(fields=["state", "due_on", "id"], name="partners_offboardings"),
        ),
        migrations.AddConstraint(
            model_name="offboarding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("partner",), name="a_partner_leaves_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="offboarding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state", "open")),
                    models.Q(("closed_at__isnull", False), ("state__in", ["completed", "cancelled"])),
                    _connector="OR",
                ),
                name="offboarding_is_open_or_says_when_it_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="offboarding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "own_wish",
                            "inactive",
                            "not_renewed",
                            "breach",
                            "compliance",
                            "acquired",
                            "out_of_business",
                            "other",
                        ],
                    )
                ),
                name="offboarding_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offboarding",
            constraint=models.CheckConstraint(
                condition=models.Q(("data__in", ["keep", "erase"])), name="offboarding_says_what_becomes_of_data"
            ),
        ),
        migrations.AddConstraint(
            model_name="offboarding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status_before__in", ["prospect", "onboarding", "active", "suspended", "leaving", "ended"])
                ),
                name="offboarding_knows_where_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="offboardingsettlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["hand_over", "take_over", "release", "close", "done", "not_needed"])),
                name="way_of_settling_a_step_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offboardingsettlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heir__isnull", False), ("way", "hand_over")),
                    models.Q(models.Q(("way", "hand_over"), _negated=True), ("heir", None)),
                    _connector="OR",
                ),
                name="what_is_handed_over_has_an_heir",
            ),
        ),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(fields=["partner", "since_at"], name="partners_status_periods"),
        ),
        migrations.AddConstraint(
            model_name="statusperiod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_at", None)), fields=("partner",), name="one_open_status_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="statusperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at", None), ("until_at__gte", models.F("since_at")), _connector="OR"),
                name="status_period_ends_after_it_starts",
            ),
        ),
        protect_rows("partners_statusperiod", using=OWN_OR_CHILD, check="false"),
        protect_rows("partners_offboarding", using="false", check="false"),
        protect_rows("partners_offboardingsettlement", using="false", check="false"),
        REMEMBER_THE_PAST,
        KEEP_HISTORY,
    ]
