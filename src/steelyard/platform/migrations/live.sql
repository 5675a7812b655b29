-- Says on one channel what happened, for open pages (platform.live). Ids alone: who may know more reads it under its own rights.
-- Each message is at most 8,000 bytes, so many pairs go in several.
create function platform_tell_what_happened() returns trigger language plpgsql as $tell$
begin
    perform pg_notify('steelyard_live', 'about ' || pairs) from (
        select string_agg(event_id || ' ' || subject_id, ',') as pairs
        from (select *, (row_number() over (order by event_id) - 1) / 100 as part from recorded) numbered
        group by part
    ) messages;
    return null;
end $tell$;

create trigger platform_tell_what_happened after insert on platform_eventabout
    referencing new table as recorded for each statement execute function platform_tell_what_happened();

create function platform_tell_person() returns trigger language plpgsql as $tell$
begin
    perform pg_notify(
        'steelyard_live',
        'notice ' || new.person_id || ' ' || new.id || case when new.read_at is null then '' else '-read' end
    );
    return null;
end $tell$;

create trigger platform_tell_person after insert or update of read_at on platform_notification
    for each row execute function platform_tell_person();
