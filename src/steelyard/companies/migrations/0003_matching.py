"""The facts that matching needs across partners: candidates by match keys, one company's profile, a company's family."""

from django.db import migrations

_PROFILE_COLUMNS = """
    company_id uuid, number int, name text, country text, city text, domain text, is_listed boolean, parent_id uuid,
    has_children boolean, has_questions boolean, aliases text[], own_words text[], domains text[], identifiers text[],
    parent text
"""
_PROFILE = """
    c.id, c.number, c.name::text, c.country::text, c.city::text, c.domain::text, c.is_listed, c.parent_id,
    exists (select 1 from companies_company child where child.parent_id = c.id),
    exists (select 1 from companies_possibleduplicate q where q.company_id = c.id)
    or exists (select 1 from companies_possibleduplicate q where q.other_id = c.id),
    names.aliases, names.own_words,
    array(select d.domain::text from companies_companydomain d where d.company_id = c.id limit 12),
    array(select i.scheme || ':' || i.value from companies_companyidentifier i where i.company_id = c.id limit 12),
    (select p.name::text from companies_company p where p.id = c.parent_id)
"""
# The host's names first: of many only the first few are compared.
_NAMES = """
    cross join lateral (
        select array_agg(n.text::text order by n.partner_id is not null, n.created_at) as aliases,
               array_agg(n.text::text) filter (where n.partner_id = steelyard_partner_id()) as own_words
        from companies_companyname n where n.company_id = c.id
    ) names
"""

# A key counts the more the fewer companies have it; of no key are more than `per_key` companies read. What shares next to nothing
# beside the closest is left out: reading and scoring it would cost more than all the rest.
_CANDIDATES = f"""
    with found as (
        select asked.query, hit.company_number, asked.weight / count(*) over (partition by asked.query, asked.key) as weight
        from unnest(queries, keys, weights) as asked (query, key, weight)
        cross join lateral (
            select k.company_number from companies_matchkey k where k.key = asked.key
            order by k.company_number limit per_key
        ) hit
    ), weighed as (
        select f.query, f.company_number, sum(f.weight) as weight from found f group by f.query, f.company_number
    ), ranked as (
        select w.query, w.company_number, w.weight, max(w.weight) over (partition by w.query) as heaviest,
               row_number() over (partition by w.query order by w.weight desc, w.company_number) as place
        from weighed w
    )
    select r.query, {_PROFILE}
    from ranked r join companies_company c on c.number = r.company_number {_NAMES}
    where r.place <= per_query and r.weight >= 0.005 * r.heaviest and c.merged_into_id is null
    order by r.query, r.place
"""  # noqa: S608 - the parts are constants

# At most ten levels up: a chain longer than any group's is a mistake in the data.
_FAMILY = """
    with recursive ancestors (id, parent_id, level) as (
        select c.id, c.parent_id, 0 from companies_company c where c.id = any (ids)
        union
        select c.id, c.parent_id, a.level + 1
        from companies_company c join ancestors a on c.id = a.parent_id where a.level < 10
    ), family (id) as (
        select a.id from ancestors a where a.parent_id is null
        union
        select c.id from companies_company c join family f on c.parent_id = f.id
    )
    select f.id from family f limit most
"""


def _facts_function(name: str, *, arguments: str, returns: str, query: str, rows: int) -> migrations.RunSQL:
    """Return the operation that creates a function over everybody's rows; plpgsql, because it keeps the plan for the session."""
    return migrations.RunSQL(
        f"""
        create function {name}({arguments}) returns {returns}
            language plpgsql stable security definer rows {rows}
            set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
            set steelyard.actor_kind = 'system' as $facts$
        #variable_conflict use_column
        begin
            return query {query};
        end $facts$;
        """,
        f"drop function {name}",
    )


# Volatile on purpose: what is found is read after the locks are granted, and so includes what the one before left. The locks are in
# this context's namespace, "COMP".
_FIND_ALONE = migrations.RunSQL(
    f"""
    create function companies_find_candidates_alone(
        locks int[], queries int[], keys int[], weights float4[], per_key int, per_query int
    ) returns table (query int, {_PROFILE_COLUMNS}) language plpgsql volatile rows 16 as $$
    #variable_conflict use_column
    begin
        perform pg_advisory_xact_lock(x'434F4D50'::int, lock) from unnest(locks) as lock;
        return query select * from companies_find_candidates(queries, keys, weights, per_key, per_query);
    end $$;
    """,  # noqa: S608 - the parts are constants
    "drop function companies_find_candidates_alone",
)


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_row_security")]

    operations = [
        _facts_function(
            "companies_find_candidates",
            arguments="queries int[], keys int[], weights float4[], per_key int, per_query int",
            returns=f"table (query int, {_PROFILE_COLUMNS})",
            query=_CANDIDATES,
            rows=16,
        ),
        _FIND_ALONE,
        _facts_function(
            "companies_get_profiles",
            arguments="ids uuid[]",
            returns=f"table ({_PROFILE_COLUMNS})",
            query=f"select {_PROFILE} from companies_company c {_NAMES} where c.id = any (ids)",  # noqa: S608 - constants
            rows=1,
        ),
        _facts_function(
            "companies_find_family", arguments="ids uuid[], most int", returns="setof uuid", query=_FAMILY, rows=10
        ),
        _facts_function(
            "companies_find_questions",
            arguments="id uuid",
            returns="table (other_id uuid, is_settled boolean)",
            query="select q.other_id, q.settled_at is not null from companies_possibleduplicate q where q.company_id = id"
            " union select q.company_id, q.settled_at is not null from companies_possibleduplicate q where q.other_id = id",
            rows=2,
        ),
    ]
