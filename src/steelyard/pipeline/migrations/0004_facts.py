"""What pipeline publishes to be analyzed: every opportunity."""

from django.db import migrations

from steelyard.platform.analytics.tracking import track_changes

OPPORTUNITIES = migrations.RunSQL(
    """
    create view pipeline_fact_opportunities with (security_invoker = true) as
    select o.id, o.partner_id, o.region_id as region, o.source_registration_id as registration_id,
        coalesce(t.tier, '') as tier, o.amount, o.currency, o.outcome,
        o.opened_at at time zone 'utc' as opened_at, o.closed_at at time zone 'utc' as closed_at, o.changed_in
    from pipeline_opportunity o
    left join lateral (
        select tier from partners_fact_tiers t
        where t.partner_id = o.partner_id and t.since_on <= (o.opened_at at time zone 'utc')::date
            and (t.until is null or t.until > (o.opened_at at time zone 'utc')::date)
        order by t.since_on desc limit 1
    ) t on true;
    """,
    "drop view pipeline_fact_opportunities",
)


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0003_merged_companies"), ("partners", "0004_facts")]

    operations = [track_changes("pipeline_opportunity"), OPPORTUNITIES]
