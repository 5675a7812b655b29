-- What was read in the documents lies behind the application's rights, so the erasure of a person asks here: which words name them,
-- and to forget all that was read in a version. Both answer to who may see everything, and to nobody else.
create function content_passages_like(p_pattern text) returns table (version_id uuid, body text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not steelyard_sees_everything() then
        raise insufficient_privilege using message = 'passages are searched by the host';
    end if;
    return query select p.version_id, p.body from content_index.passage p where p.body ~* p_pattern;
end $$;

create function content_forget_passages(p_versions uuid[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not steelyard_sees_everything() then
        raise insufficient_privilege using message = 'passages are forgotten by the host';
    end if;
    delete from content_index.passage where version_id = any (p_versions);
    update content_index.document set words = head where version_id = any (p_versions);
end $$;
