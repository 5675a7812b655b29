"""How a partner is measured against its peers: quarters of a cohort, never one of it."""

from django.db import migrations

PEERS = migrations.RunSQL(
    """
    -- Others of the same track: in the same tier and region, else in the same tier, else all, whichever first has as many as asked.
    -- Answers what divides them into quarters, to two digits, and how many they are; never a name, an id or a single value.
    create function partner_peer_quarters(asked uuid, fewest integer)
    returns table (evidence text, cohort text, size integer, lower numeric, middle numeric, upper numeric)
    language sql stable security definer set search_path = public, pg_temp set steelyard.actor_kind = 'system' as $$
        with own as (
            select e.tier, e.track, e.version_ids, p.region_id
            from partners_tierevaluation e join partners_partner p on p.id = e.partner_id where e.partner_id = asked
        ),
        others as (
            select e."values", e.tier = own.tier as same_tier, p.region_id = own.region_id as same_region
            from own
            join partners_tierevaluation e on e.track = own.track and e.partner_id <> asked
            join partners_partner p on p.id = e.partner_id and p.status = 'active'
        ),
        sizes as (
            select count(*) filter (where same_tier and same_region) as near, count(*) filter (where same_tier) as tier,
                count(*) as every
            from others
        ),
        chosen as (
            select case when near >= greatest(fewest, 8) then 'tier_and_region' when tier >= greatest(fewest, 8) then 'tier'
                when every >= greatest(fewest, 8) then 'track' end as cohort
            from sizes
        ),
        measured as (
            select v.key as evidence, c.cohort, v.value::numeric as value
            from others o cross join chosen c cross join lateral jsonb_each_text(o."values") v
            where c.cohort is not null and (c.cohort = 'track' or o.same_tier) and (c.cohort <> 'tier_and_region' or o.same_region)
        ),
        cut as (
            select evidence, cohort, count(*)::integer as size,
                percentile_cont(array[0.25, 0.5, 0.75]) within group (order by value) as at
            from measured group by evidence, cohort
        )
        select evidence, cohort, size, steelyard_two_digits(at[1]), steelyard_two_digits(at[2]), steelyard_two_digits(at[3])
        from cut where size >= greatest(fewest, 8);
    $$;
    """,
    "drop function partner_peer_quarters(uuid, integer)",
)
DIGITS = migrations.RunSQL(
    """
    create function steelyard_two_digits(value double precision) returns numeric language sql immutable parallel safe as $$
        select case when value = 0 then 0 else round(value::numeric, 1 - floor(log(abs(value)))::integer) end
    $$;
    """,
    "drop function steelyard_two_digits(double precision)",
)


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_benefits")]

    operations = [DIGITS, PEERS]
