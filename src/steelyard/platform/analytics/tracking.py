"""Letting a table know in which transaction each row last changed: the watermark by which facts are read.

Transactions end in another order than they begin, so neither a clock nor a sequence can say "everything up to here was read". The
number of the writing transaction can: all below the oldest one that is still in progress have ended.
"""

from django.db import migrations

TRACKING_FUNCTION = migrations.RunSQL(
    """
    create function steelyard_track_change() returns trigger language plpgsql as $$
    begin
        new.changed_in := pg_current_xact_id();
        return new;
    end $$;
    """,
    "drop function steelyard_track_change()",
)


def track_changes(table: str) -> migrations.RunSQL:
    """Return the operation that gives a table the column `changed_in`, written by the database alone."""
    return migrations.RunSQL(
        f"""
        alter table {table} add column changed_in xid8 not null default pg_current_xact_id();
        create index {table}_changed_in on {table} (changed_in);
        create trigger {table}_changed before update on {table}
            for each row execute function steelyard_track_change();
        """,
        f"""
        drop trigger {table}_changed on {table};
        alter table {table} drop column changed_in;
        """,
    )
