"""The statements of use before wins. What content records is joined to the facts that pipeline and partners publish.

All take the same parameters. `used` is who used what, in the stretch or within a window before it; `closed` what those partners
closed in it; `shelf` when each partner used a content, in order, so that the first use in the window before a sale is found by
halving; `touched` which sale came after which use. A use counts for the sales of its own partner alone.
"""

from steelyard.partners.facts import PARTNERS
from steelyard.pipeline.facts import OPPORTUNITIES

CONTENT = """
content as (
    select 'asset'::text as subject_type, a.id, a.title, a.kind, a.library_id as library, a.families
    from content_asset a
    union all
    select 'kit', k.id, k.title, 'kit', '', case when k.family = '' then '{}' else array[k.family::text] end
    from content_kit k
    union all
    select 'roadmapitem', r.id, r.title, 'roadmapitem', '',
        case when r.family = '' then '{}' else array[r.family::text] end
    from content_roadmapitem r
)
"""
_USED = f"""
with {CONTENT},
wanted as (
    select c.id, c.subject_type, c.title, c.kind, c.library from content c
    where (%(library)s = '' or c.library = %(library)s) and (%(kind)s = '' or c.kind = %(kind)s)
        and (%(family)s = '' or c.families @> array[%(family)s]) and (%(subject_id)s::uuid is null or c.id = %(subject_id)s)
),
partner as (
    select p.id from {PARTNERS.view} p
    where (%(partner_id)s::uuid is null or p.id = %(partner_id)s)
        and (%(regions)s::text[] is null or p.region = any(%(regions)s::text[]))
        and (%(type)s = '' or %(type)s = any(string_to_array(p.types, ' ')))
),
used as materialized (
    select u.subject_id, u.partner_id, u.person_id, u.kind, u.used_at, u.used_at >= %(since)s::timestamptz as is_inside
    from content_uses u
    join wanted w on w.id = u.subject_id and w.subject_type = u.subject_type
    where u.partner_id in (select id from partner)
        and u.used_at >= %(since)s::timestamptz - %(window)s * interval '1 day' and u.used_at < %(until)s
),
closed as materialized (
    select o.id, o.partner_id, o.outcome = 'won' as is_won, o.amount, o.currency, o.registration_id,
        o.closed_at at time zone 'utc' as closed_at
    from {OPPORTUNITIES.view} o
    where o.outcome <> '' and o.partner_id in (select partner_id from used)
        and o.closed_at >= (%(since)s::timestamptz at time zone 'utc')
        and o.closed_at < (%(until)s::timestamptz at time zone 'utc')
),
shelf as materialized (
    select subject_id, partner_id, array_agg(used_at order by used_at) as used from used group by subject_id, partner_id
),
found as (
    select s.subject_id, o.*,
        s.used[1 + width_bucket(o.closed_at - %(window)s * interval '1 day' - interval '1 microsecond', s.used)] as first_used_at
    from shelf s join closed o using (partner_id)
),
touched as (
    select subject_id, id, partner_id, is_won, amount, currency, registration_id, closed_at, first_used_at
    from found where first_used_at < closed_at
)
"""  # noqa: S608 - the views are names of ours
OVERVIEW = f"""
{_USED},
figures as (
    select subject_id, count(distinct partner_id) filter (where is_inside) as partners,
        count(distinct person_id) filter (where is_inside) as people,
        count(*) filter (where is_inside and kind = 'opened') as opened,
        count(*) filter (where is_inside and kind = 'downloaded') as downloaded,
        max(used_at) as last_used_at
    from used group by subject_id
),
sales as (
    select partner_id, count(*) as closed, count(*) filter (where is_won) as won from closed group by partner_id
),
of_users as (
    select u.subject_id, sum(s.closed) as closed, sum(s.won) as won
    from (select distinct subject_id, partner_id from used) u join sales s using (partner_id)
    group by u.subject_id
),
wins as (
    select subject_id, count(*) as closed, count(*) filter (where is_won) as won,
        count(registration_id) filter (where is_won) as registered,
        percentile_cont(0.5) within group (order by extract(epoch from closed_at - first_used_at) / 86400)
            filter (where is_won) as days
    from touched group by subject_id
),
amounts as (
    select subject_id, jsonb_object_agg(currency, amount::text order by currency) as value from (
        select subject_id, currency, sum(amount) as amount from touched where is_won group by subject_id, currency
    ) by_currency group by subject_id
)
select w.subject_type, w.id, w.title, w.kind, w.library, f.partners, f.people, f.opened, f.downloaded, f.last_used_at,
    coalesce(t.won, 0), coalesce(t.registered, 0), coalesce(a.value, '{{}}'), t.days, coalesce(t.closed, 0),
    coalesce(o.won, 0) - coalesce(t.won, 0), coalesce(o.closed, 0) - coalesce(t.closed, 0)
from figures f
join wanted w on w.id = f.subject_id
left join of_users o on o.subject_id = f.subject_id
left join wins t on t.subject_id = f.subject_id
left join amounts a on a.subject_id = f.subject_id
where f.partners > 0 or t.closed > 0
"""  # noqa: S608
MONTHS = f"""
{_USED}
select month, sum(opened)::int, sum(downloaded)::int, sum(won)::int from (
    select date_trunc('month', used_at at time zone 'utc')::date as month, count(*) filter (where kind = 'opened') as opened,
        count(*) filter (where kind = 'downloaded') as downloaded, 0 as won
    from used where is_inside group by 1
    union all
    select date_trunc('month', closed_at at time zone 'utc')::date, 0, 0, count(distinct id)
    from touched where is_won group by 1
) parts group by month
"""  # noqa: S608
USERS = f"""
{_USED}
select u.partner_id, count(distinct u.person_id), count(*), max(u.used_at),
    (select count(distinct t.id) from touched t where t.partner_id = u.partner_id and t.is_won),
    (select count(*) from closed o where o.partner_id = u.partner_id)
from used u where u.is_inside
group by u.partner_id
order by 3 desc, 1
"""  # noqa: S608
WINS = f"""
{_USED}
select id, partner_id, registration_id, amount, currency, min(first_used_at), closed_at
from touched where is_won
group by id, partner_id, registration_id, amount, currency, closed_at
order by closed_at desc, id
"""  # noqa: S608
BEFORE = f"""
with {CONTENT}
select u.subject_type, u.subject_id, coalesce(c.title, ''), coalesce(c.kind, u.subject_type), u.kind, u.person_id, u.used_at,
    coalesce(u.registration_id = %(registration_id)s::uuid, false)
from content_uses u
left join content c on c.id = u.subject_id and c.subject_type = u.subject_type
where u.partner_id = %(partner_id)s and u.used_at < %(until)s
    and (u.used_at >= %(since)s or u.registration_id = %(registration_id)s::uuid)
order by u.used_at, u.id
"""  # noqa: S608
