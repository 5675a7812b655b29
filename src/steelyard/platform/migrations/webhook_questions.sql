create function platform_webhook_wants(webhook platform_webhook, event_type text) returns boolean
    language sql stable parallel safe
begin atomic
    select webhook.event_types = '{}' or event_type = any(webhook.event_types);
end;

-- What a partner may see of the log, here for an endpoint that nobody asks through.
create function platform_webhook_may_tell(webhook platform_webhook, is_internal boolean, about_partner uuid) returns boolean
    language sql stable parallel safe
begin atomic
    select webhook.partner_id is null or not is_internal and exists (
        select from platform_visibility v where v.viewer_id = webhook.partner_id and v.partner_id = about_partner
    );
end;
