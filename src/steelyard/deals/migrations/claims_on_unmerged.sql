-- What other registrations claim at some companies, as before, and whether one of these was merged into another company meanwhile:
-- then what is claimed there is claimed elsewhere, and whoever asked has to find out again which company it means.
create or replace function deals_claims_on(
    company_ids uuid[], asking uuid, families text[], excluding uuid, at timestamptz, refused_since timestamptz, locks boolean
) returns jsonb
language plpgsql volatile security definer
set search_path = public, pg_temp
set steelyard.actor_kind = 'system'
as $$
declare
    answer jsonb;
begin
    if locks then
        perform pg_advisory_xact_lock(x.key) from (
            select distinct hashtextextended(id::text, 71) as key from unnest(company_ids || asking) as id
            where id is not null order by key
        ) x;
    end if;
    select jsonb_build_object(
        'claims', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'registration_id', r.id,
                'partner_id', r.partner_id,
                'company_id', r.company_id,
                'family', l.family_id,
                'division', r.division,
                'region', coalesce(r.region_id, ''),
                'is_protected', l.state = 'protected',
                'is_complete', r.complete_at is not null,
                'submitted_at', coalesce(r.complete_at, r.submitted_at)
            ) order by r.id, l.family_id), '[]')
            from deals_dealregistration r join deals_registrationline l on l.registration_id = r.id
            where r.company_id = any (company_ids)
              and r.state in ('under_review', 'information_requested', 'approved', 'converted')
              and (l.state = 'held' or (l.state = 'protected' and upper(l.protected_during) > at))
        ),
        'merged', exists (select from companies_company c where c.id = any (company_ids) and c.merged_into_id is not null),
        'live', (
            select count(*) from deals_dealregistration r
            where r.partner_id = asking and r.id <> excluding and r.state in ('under_review', 'information_requested', 'approved', 'converted')
        ),
        'rejections', (
            select count(*) from deals_dealregistration r
            where r.partner_id = asking and r.company_id = company_ids[1] and r.state = 'rejected'
              and r.closure_code = 'rejected' and r.closed_at >= refused_since
              and exists (select 1 from deals_registrationline l where l.registration_id = r.id and l.family_id = any (families))
        )
    ) into answer;
    return answer;
end
$$;
