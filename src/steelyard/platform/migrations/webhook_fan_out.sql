-- A UUIDv7 (RFC 9562, 5.7): the time in front, the random rest of a version 4.
create function platform_new_id() returns uuid language sql volatile parallel safe
begin atomic
    select (left(hex, 8) || '-' || right(hex, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid
    from lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') as hex;
end;

-- Writes one delivery, and enqueues its job, for each endpoint that wants what was just recorded and whose owner may see it.
-- A trigger and not a reader that follows the sequence: what commits late is not skipped, and nothing runs while nobody listens.
-- The instant is the database's: deliveries are the platform's own book-keeping and no rule reads it.
create function platform_webhook_fan_out() returns trigger
    language plpgsql security definer set search_path = public, pg_temp set steelyard.actor_kind = 'system' as $fan_out$
declare
    enqueued bigint[];
begin
    -- Every command records events, and few installations have an endpoint: the joins are for those.
    if not exists (select from platform_webhook where is_enabled) then
        return null;
    end if;
    with delivery as (
        insert into platform_webhookdelivery (
            id, webhook_id, partner_id, event_id, event_type, sequence, state, attempts, attempts_before, created_at
        )
        select platform_new_id(), w.id, w.partner_id, e.id, e.type, e.sequence, 'waiting', 0, 0, statement_timestamp()
        from recorded e join platform_webhook w
            on w.is_enabled
            and platform_webhook_wants(w, e.type)
            and platform_webhook_may_tell(w, e.is_internal, e.partner_id)
        order by e.sequence
        returning id
    )
    select procrastinate_defer_jobs_v1(array_agg(row(
        'webhooks', 'steelyard.platform.deliver_webhook', 0, null, null,
        jsonb_build_object('delivery_id', id, 'number', 1), null
    )::procrastinate_job_to_defer_v1))
    into enqueued
    from delivery having count(*) > 0;
    return null;
end $fan_out$;

create trigger platform_webhook_fan_out after insert on platform_event
    referencing new table as recorded for each statement execute function platform_webhook_fan_out();
