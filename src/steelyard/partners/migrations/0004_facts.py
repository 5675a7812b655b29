"""What partners publishes to be analyzed: partners as they are, and the tiers they were in."""

from django.db import migrations

from steelyard.platform.analytics.tracking import track_changes

TIERS = migrations.RunSQL(
    """
    create view partners_fact_tiers with (security_invoker = true) as
    select partner_id, tier_id as tier, since_on, until from partners_tierassignment;
    """,
    "drop view partners_fact_tiers",
)

PARTNERS = migrations.RunSQL(
    """
    create view partners_fact_partners with (security_invoker = true) as
    select p.id, p.region_id as region, p.status, coalesce(t.tier, '') as tier, coalesce(r.types, '') as types,
        p.enrolled_at at time zone 'utc' as enrolled_at, p.status_since_at at time zone 'utc' as status_since_at,
        greatest(p.changed_in, t.changed_in, r.changed_in) as changed_in
    from partners_partner p
    left join lateral (
        select tier_id as tier, max(changed_in) over () as changed_in from partners_tierassignment t
        where t.partner_id = p.id order by since_on <= current_date desc, since_on desc limit 1
    ) t on true
    left join lateral (
        select string_agg(type_id, ' ' order by type_id) filter (
            where since_on <= current_date and (until is null or until > current_date)
        ) as types, max(changed_in) as changed_in from partners_partnerrole r where r.partner_id = p.id
    ) r on true;
    """,
    "drop view partners_fact_partners",
)


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_merged_companies"), ("platform", "0006_fact_tracking")]

    operations = [
        track_changes("partners_partner"),
        track_changes("partners_tierassignment"),
        track_changes("partners_partnerrole"),
        TIERS,
        PARTNERS,
    ]
