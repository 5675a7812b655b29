-- As before, but for agreements: an audience names kinds of them, and one must bind.
create or replace function content_open_audience_ids() returns setof uuid language sql stable
security definer set search_path = public, pg_temp set steelyard.actor_kind = 'system' as $$
    with recursive around as (
        select region_id as key from partners_partner where id = steelyard_partner_id()
        union
        select r.parent_id from program_region r join around on around.key = r.key where r.parent_id is not null
    ), reader as materialized (
        select
            array(select key from around)::text[] as regions,
            array(
                select type_id from partners_partnerrole
                where partner_id = p.id and since_on <= current_date and (until is null or until > current_date)
            )::text[] as types,
            array(
                select tier_id from partners_tierassignment
                where partner_id = p.id and since_on <= current_date and (until is null or until > current_date)
                order by since_on desc, id desc limit 1
            )::text[] as tiers,
            array(
                select unnest(m.roles) from identity_membership m
                where m.person_id = steelyard_person_id() and m.partner_id = p.id and m.until is null
            )::text[] as roles,
            array(
                select kind from partners_agreement
                where partner_id = p.id and signed_on <= current_date and (binds_until is null or binds_until > current_date)
            )::text[] as agreements
        from partners_partner p
        where p.id = steelyard_partner_id() and p.status in ('active', 'onboarding')
    )
    select a.id from content_audience a, reader r
    where not a.is_internal
        and (a.tiers = '{}' or a.tiers && r.tiers)
        and (a.types = '{}' or a.types && r.types)
        and (a.roles = '{}' or a.roles && r.roles)
        and (a.regions = '{}' or a.regions && r.regions)
        and (a.agreements = '{}' or a.agreements && r.agreements);
$$;
