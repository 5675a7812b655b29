-- What a rule must know about accounts across partners: facts for a policy, never rows for a page.
-- Opportunities that were active at or after active_since with the two-way activity that was written down (what is two-way
-- says is_two_way in terms.py), the installed base, and the owners of named accounts on the day of `at`.
create function pipeline_account_facts(company_ids uuid[], active_since timestamptz, at timestamptz) returns jsonb
language sql stable security definer
set search_path = public, pg_temp
set steelyard.actor_kind = 'system'
as $$
    select jsonb_build_object(
        'opportunities', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', o.id,
                'company_id', o.company_id,
                'partner_id', o.partner_id,
                'owner_id', o.owner_id,
                'region', o.region_id,
                'families', (select coalesce(jsonb_agg(l.family_id order by l.family_id), '[]')
                             from pipeline_opportunityline l where l.opportunity_id = o.id),
                'opened_at', o.opened_at,
                'last_activity_at', o.last_activity_at,
                'first_logged_at', two_way.first_logged_at,
                'last_two_way_at', two_way.last_at
            ) order by o.id), '[]')
            from pipeline_opportunity o
            cross join lateral (
                select min(a.logged_at) as first_logged_at, max(a.occurred_at) filter (where a.logged_at < at) as last_at
                from pipeline_activity a
                where a.opportunity_id = o.id and a.occurred_at >= active_since
                  and (a.kind in ('meeting', 'call', 'demo', 'proof_of_concept')
                       or (a.kind <> 'note' and a.direction = 'inbound'))
            ) two_way
            where o.company_id = any (company_ids) and o.closed_at is null and o.last_activity_at >= active_since
        ),
        'products', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'company_id', i.company_id,
                'family', i.family_id,
                'incumbent_partner_id', i.partner_id,
                'since_on', i.since_on,
                'renews_on', i.renews_on
            ) order by i.id), '[]')
            from pipeline_installedproduct i
            where i.company_id = any (company_ids) and i.since_on <= (at at time zone 'utc')::date
              and (i.ended_on is null or i.ended_on > (at at time zone 'utc')::date)
        ),
        'named_accounts', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'company_id', n.company_id,
                'owner_id', n.person_id,
                'is_house', n.is_house
            ) order by n.id), '[]')
            from pipeline_accountassignment n
            where n.company_id = any (company_ids) and n.since_on <= (at at time zone 'utc')::date
              and (n.until is null or n.until > (at at time zone 'utc')::date)
        )
    )
$$;
