"""The stamps of sessions: what an answer to an open page depends on, so that it is answered from memory only while that holds."""

from collections.abc import Sequence

from django.db import connection

from steelyard.platform.clock import utc_now

_FIND = """
    select s.session_key, md5(concat_ws('|', s.session_data, p.is_active, p.password, (
        select string_agg(concat_ws(' ', m.id, m.partner_id, m.roles), ',' order by m.id)
        from identity_membership m where m.person_id = p.id and m.until is null
    )))
    from identity_session s join identity_person p on p.id = s.person_id
    where s.session_key = any(%s) and s.expire_date > %s
"""


def find_stamps(session_keys: Sequence[str]) -> dict[str, str]:
    """Return the stamp of each session that is open: it changes with the seat chosen, memberships, roles and password."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(session_keys), utc_now()])
        return dict(cursor.fetchall())
