-- Every use of content by somebody of a partner or the host, of whichever kind of content: read with the rights of whoever asks.
create view content_uses with (security_invoker = true) as
select id, 'asset'::text as subject_type, asset_id as subject_id, kind, person_id, partner_id, registration_id, used_at
from content_use
union all
select id, 'kit'::text, kit_id, kind, person_id, partner_id, registration_id, used_at
from content_kituse
union all
select id, 'roadmapitem'::text, item_id, 'opened', person_id, partner_id, null::uuid, read_at
from content_roadmapreading;
