-- The words of all documents, where the application cannot read them but through the functions below. Under row-level security
-- only leakproof operators may use an index, and the match of words is not one: so the index lies behind the application's rights,
-- and the functions join what it finds with the assets, which are read under the rights of whoever is asking.
create schema content_index;

create table content_index.document (
    asset_id uuid primary key references public.content_asset (id) on delete cascade,
    version_id uuid,
    configuration regconfig not null,
    head tsvector not null,
    words tsvector not null
);
create index document_words on content_index.document using gin (words);
alter table content_index.document alter column words set storage external;

create table content_index.passage (
    version_id uuid not null references public.content_assetversion (id) on delete cascade,
    number int not null,
    page int,
    body text not null,
    words tsvector not null,
    primary key (version_id, number)
);

create function content_keep_passages(p_version uuid, p_configuration regconfig, p_pages int[], p_bodies text[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not steelyard_sees_everything() then
        raise insufficient_privilege using message = 'passages are kept by the host';
    end if;
    delete from content_index.passage where version_id = p_version;
    insert into content_index.passage (version_id, number, page, body, words)
    select p_version, n, page, body, to_tsvector(p_configuration, body)
    from unnest(p_pages, p_bodies) with ordinality as said (page, body, n);
end $$;

-- Title and keywords weigh most, then the summary, then what was read inside. What is shown is the current version, else the latest.
create function content_index_assets(p_assets uuid[], p_configurations jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not steelyard_sees_everything() then
        raise insufficient_privilege using message = 'assets are indexed by the host';
    end if;
    insert into content_index.document as d (asset_id, version_id, configuration, head, words)
    select one.id, one.version_id, one.configuration, one.head,
        one.head || setweight(to_tsvector(one.configuration, coalesce(left(one.body, 400000), '')), 'D')
    from (
        select a.id, shown.version_id, said.configuration,
            setweight(to_tsvector(said.configuration, concat_ws(' ', a.title, array_to_string(a.keywords, ' '))), 'A')
            || setweight(to_tsvector(said.configuration, concat_ws(' ', a.summary, array_to_string(a.verticals, ' '))), 'B')
            as head,
            (select string_agg(p.body, ' ' order by p.number) from content_index.passage p where p.version_id = shown.version_id)
            as body
        from content_asset a
        cross join lateral (select coalesce(p_configurations ->> a.language, 'simple')::regconfig as configuration) said
        cross join lateral (
            select coalesce(
                a.current_version_id,
                (select v.id from content_assetversion v where v.asset_id = a.id order by v.number desc limit 1)
            ) as version_id
        ) shown
        where a.id = any(p_assets)
    ) one
    on conflict (asset_id) do update set version_id = excluded.version_id, configuration = excluded.configuration,
        head = excluded.head, words = excluded.words;
end $$;

create function content_question(p_words text, p_configurations text[]) returns tsquery language sql immutable
set search_path = public, pg_temp as $$
    select string_agg('(' || said || ')', ' | ')::tsquery from (
        select distinct websearch_to_tsquery(one::regconfig, p_words)::text as said from unnest(p_configurations) as one
    ) questions where said <> '';
$$;

-- What the words find among what whoever is asking may see, best first by rank: all by title, keywords and summary, the best
-- two hundred of them also by how the words stand inside.
create function content_matches(p_words text, p_configurations text[]) returns table (asset_id uuid, rank real)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    question tsquery := content_question(p_words, p_configurations);
begin
    if question is null then
        return;
    end if;
    return query
    with seen as materialized (
        select a.id, ts_rank(d.head, question) as head_rank
        from content_index.document d join content_asset a on a.id = d.asset_id
        where d.words @@ question
    ), best as (
        select s.id from seen s order by s.head_rank desc, s.id desc limit 200
    )
    select s.id, (s.head_rank * 4 + coalesce(ts_rank(d.words, question, 1), 0) + (d.asset_id is not null)::int)::real
    from seen s
    left join best on best.id = s.id
    left join content_index.document d on d.asset_id = best.id;
end $$;

-- For each of the versions that whoever is asking may see the passage in which the words stand best, the words marked.
create function content_snippets(p_words text, p_configurations text[], p_versions uuid[], p_options text)
returns table (version_id uuid, page int, snippet text)
language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    question tsquery := content_question(p_words, p_configurations);
    any_word tsquery;
begin
    if question is null then
        return;
    end if;
    -- The words of one question may stand on different pages: the passage with most of them is shown.
    any_word := regexp_replace(question::text, ' (&|<[0-9-]+>) ', ' | ', 'g')::tsquery;
    return query
    select v.id, found.page, ts_headline(d.configuration, found.body, question, p_options)
    from content_assetversion v
    join content_index.document d on d.version_id = v.id
    cross join lateral (
        select p.page, p.body from content_index.passage p
        where p.version_id = v.id and p.words @@ any_word
        order by ts_rank(p.words, any_word) desc, p.number limit 1
    ) found
    where v.id = any(p_versions);
end $$;

-- The beginning of what was read in a version that whoever is asking may see.
create function content_excerpt(p_version uuid, p_length int) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select left(string_agg(p.body, e'\n\n' order by p.number), p_length)
    from content_assetversion v join content_index.passage p on p.version_id = v.id
    where v.id = p_version and p.number <= 20;
$$;
