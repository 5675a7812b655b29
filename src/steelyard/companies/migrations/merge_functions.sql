-- Where the id of a company leads: to itself, or to the company that it was merged into, however often.
create function companies_survivors(ids uuid[]) returns table (id uuid, survivor_id uuid)
language plpgsql stable security definer rows 4
set search_path = public, pg_temp
set steelyard.actor_kind = 'system'
as $$
#variable_conflict use_column
begin
    return query
        with recursive forward (id, at, next) as (
            select c.id, c.id, c.merged_into_id from companies_company c where c.id = any (ids)
            union all
            select f.id, c.id, c.merged_into_id from forward f join companies_company c on c.id = f.next
        )
        select f.id, f.at from forward f where f.next is null;
end
$$;

-- A row that names a merged company is its survivor's, whoever writes it and whatever they had read before. The lock makes a merge
-- that is under way and the writer wait for each other: either the merge finds the row, or the row finds the survivor.
create function companies_write_to_survivor() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
set steelyard.actor_kind = 'system'
as $$
declare
    next uuid;
begin
    loop
        select c.merged_into_id into next from companies_company c where c.id = new.company_id for share;
        exit when next is null;
        new.company_id := next;
    end loop;
    return new;
end
$$;
