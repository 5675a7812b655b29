"""Row-level security as migration operations: each table says once whose rows are whose.

The policies read one relation, `platform_visibility` (viewer, partner): a partner itself, a distributor's children. No context
means no rows. The functions are bound to what they call when they are made, so that they work without a search path, as in a dump.
`security definer` functions carry `set steelyard.actor_kind = 'system'` because FORCE binds the owner too.
"""

from django.db import migrations

CONTEXT_FUNCTIONS = migrations.RunSQL(
    """
    create function steelyard_actor_kind() returns text language sql stable parallel safe
        return coalesce(current_setting('steelyard.actor_kind', true), '');
    create function steelyard_partner_id() returns uuid language sql stable parallel safe
        return nullif(current_setting('steelyard.partner_id', true), '')::uuid;
    create function steelyard_person_id() returns uuid language sql stable parallel safe
        return nullif(current_setting('steelyard.person_id', true), '')::uuid;
    create function steelyard_sees_everything() returns boolean language sql stable parallel safe
        return steelyard_actor_kind() in ('host', 'system');
    """,
    """
    drop function steelyard_sees_everything(); drop function steelyard_person_id();
    drop function steelyard_partner_id(); drop function steelyard_actor_kind();
    """,
)

VISIBLE_PARTNERS = migrations.RunSQL(
    """
    create function steelyard_visible_partner_ids() returns setof uuid language sql stable parallel safe
    begin atomic
        select partner_id from platform_visibility where viewer_id = steelyard_partner_id();
    end;
    """,
    "drop function steelyard_visible_partner_ids()",
)

_SEES_EVERYTHING = "(select steelyard_sees_everything())"


def visible_through(column: str) -> str:
    """Return the SQL condition under which the asking partner sees a row whose partner is in `column`."""
    return f"{column} in (select steelyard_visible_partner_ids())"


def protect_rows(
    table: str, *, using: str, check: str | None = None, admits_authentication: bool = False
) -> migrations.RunSQL:
    """Return the operation that forces row-level security on `table`.

    `using` is the SQL condition for partners to see a row, `check` the one to write it (by default the row must be the asking
    partner's own in `partner_id`); host and system pass both. `admits_authentication` lets sign-in read and write the table.
    """
    always = _SEES_EVERYTHING
    if admits_authentication:
        always += " or (select steelyard_actor_kind()) = 'authentication'"
    may_write = check or "partner_id = (select steelyard_partner_id())"
    return migrations.RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy {table}_visible on {table} for select using ({always} or ({using}));
        create policy {table}_insert on {table} for insert with check ({always} or ({may_write}));
        create policy {table}_update on {table} for update using ({always} or ({using})) with check ({always} or ({may_write}));
        create policy {table}_delete on {table} for delete using ({always} or ({may_write}));
        """,
        f"""
        drop policy {table}_visible on {table}; drop policy {table}_insert on {table};
        drop policy {table}_update on {table}; drop policy {table}_delete on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )
