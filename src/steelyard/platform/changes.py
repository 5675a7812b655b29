"""When a row was changed last, for programs that fetch what is new since they looked.

The database writes the instant, with its one clock, as each row is written. A reader is shown only what was written before the
oldest transaction began that is still writing (`steelyard_settled_before`): whatever commits later has a later instant than all
that was shown. So the greatest instant that a reader has seen is a watermark below which nothing can appear any more. A clock that
is set back changes nothing of that: until it has caught up, instants are counted on by microseconds from the greatest given.
"""

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import connection, migrations, models
from django.db.models import QuerySet
from django.utils import timezone

M = TypeVar("M", bound=models.Model)

if TYPE_CHECKING:
    _DateTimeField = models.DateTimeField[datetime, datetime]
else:
    _DateTimeField = models.DateTimeField


class UpdatedAtField(_DateTimeField):
    """When the row was written last. What Python puts there is overwritten by the trigger of `track_changes`."""

    def __init__(self, **said: object) -> None:
        super().__init__(**{"default": timezone.now, "editable": False, **said})  # type: ignore[arg-type]


def only_changed_since(rows: QuerySet[M], since: datetime) -> QuerySet[M]:
    """Return the rows that changed at or after the instant, as far as nothing older can still appear."""
    return rows.filter(updated_at__gte=since, updated_at__lt=settled_before())


def settled_before() -> datetime:
    """Return the instant before which every change is visible: no transaction that is still writing began before it."""
    with connection.cursor() as cursor:
        cursor.execute("select steelyard_settled_before()")
        settled: datetime = cursor.fetchone()[0]
    return settled


CHANGE_FUNCTIONS = migrations.RunSQL(
    """
    -- The transaction is made known as a writing one before the clock is read: a reader either sees it, or is earlier.
    create function steelyard_changing_at() returns timestamptz language plpgsql volatile as $$
    begin
        perform pg_current_xact_id();
        return clock_timestamp();
    end $$;
    create function steelyard_note_change() returns trigger language plpgsql as $$
    begin
        perform pg_current_xact_id();
        new.updated_at := clock_timestamp();
        return new;
    end $$;
    -- The clock is read before the list of transactions: one that begins in between writes later instants only.
    create function steelyard_settled_before() returns timestamptz language plpgsql volatile as $$
    declare
        began timestamptz := clock_timestamp();
        oldest timestamptz;
    begin
        perform pg_stat_clear_snapshot();
        select min(xact_start) into oldest from pg_stat_activity
        where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid();
        return least(began, oldest);
    end $$;
    """,
    """
    drop function steelyard_settled_before(); drop function steelyard_note_change(); drop function steelyard_changing_at();
    """,
)


STEADY_CLOCK = migrations.RunSQL(
    """
    -- In microseconds. While the clock goes on: about what it said last. Once it was set back (`is_called`): the last given.
    create sequence steelyard_last_instant minvalue 0 start 0;
    create function steelyard_note_instant(said bigint, counts_on boolean) returns void language sql volatile
    security definer set search_path = public, pg_temp as $$
        select setval('steelyard_last_instant', said, counts_on)
    $$;
    create function steelyard_instant(said bigint) returns timestamptz language sql immutable strict as $$
        select timestamptz 'epoch' + said * interval '1 microsecond'
    $$;
    create function steelyard_steady_now() returns timestamptz language plpgsql volatile as $$
    declare
        last bigint;
        counts_on boolean;
        clock timestamptz;
        said bigint;
    begin
        -- The sequence before the clock: what another writes in between makes no clock look set back.
        select s.last_value, s.is_called into last, counts_on from public.steelyard_last_instant s;
        clock := clock_timestamp();
        said := (extract(epoch from clock) * 1000000)::bigint;
        if said > last then
            if counts_on or said - last > 1000000 then
                perform steelyard_note_instant(said, false);
            end if;
            return clock;
        end if;
        if not counts_on then
            -- Beyond all that was given since the last note.
            perform steelyard_note_instant(last + 2000000, true);
        end if;
        return steelyard_instant(nextval('public.steelyard_last_instant'));
    end $$;
    create or replace function steelyard_changing_at() returns timestamptz language plpgsql volatile as $$
    begin
        perform pg_current_xact_id();
        return steelyard_steady_now();
    end $$;
    create or replace function steelyard_note_change() returns trigger language plpgsql as $$
    begin
        perform pg_current_xact_id();
        new.updated_at := steelyard_steady_now();
        return new;
    end $$;
    -- While instants are counted on, all that was given is settled as soon as nobody is writing: what begins later counts further.
    create or replace function steelyard_settled_before() returns timestamptz language plpgsql volatile as $$
    declare
        last bigint;
        counts_on boolean;
        began timestamptz;
        oldest timestamptz;
    begin
        select s.last_value, s.is_called into last, counts_on from public.steelyard_last_instant s;
        began := clock_timestamp();
        if counts_on then
            began := greatest(began, steelyard_instant(last + 1));
        end if;
        perform pg_stat_clear_snapshot();
        select min(xact_start) into oldest from pg_stat_activity
        where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid();
        return least(began, oldest);
    end $$;
    """,
    """
    create or replace function steelyard_changing_at() returns timestamptz language plpgsql volatile as $$
    begin
        perform pg_current_xact_id();
        return clock_timestamp();
    end $$;
    create or replace function steelyard_note_change() returns trigger language plpgsql as $$
    begin
        perform pg_current_xact_id();
        new.updated_at := clock_timestamp();
        return new;
    end $$;
    create or replace function steelyard_settled_before() returns timestamptz language plpgsql volatile as $$
    declare
        began timestamptz := clock_timestamp();
        oldest timestamptz;
    begin
        perform pg_stat_clear_snapshot();
        select min(xact_start) into oldest from pg_stat_activity
        where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid();
        return least(began, oldest);
    end $$;
    drop function steelyard_steady_now(); drop function steelyard_instant(bigint);
    drop function steelyard_note_instant(bigint, boolean); drop sequence steelyard_last_instant;
    """,
)


def track_changes(table: str) -> migrations.RunSQL:
    """Return the operation that lets the database keep `updated_at` of a table."""
    return migrations.RunSQL(
        f"""
        create trigger {table}_updated before insert or update on {table}
        for each row execute function steelyard_note_change();
        """,
        f"drop trigger {table}_updated on {table}",
    )


def track_changes_of_part(table: str, *, whole: str, column: str, key: str = "id", when: str = "") -> migrations.RunSQL:
    """Return the operation that lets a change of a part count as one of the whole that `column` names by `key`.

    `when` is the SQL condition under which an update counts.
    """
    touch = f"{table}_touches_{whole}"
    return migrations.RunSQL(
        f"""
        create function {touch}() returns trigger language plpgsql
        security definer set search_path = public, pg_temp set steelyard.actor_kind = 'system' as $$
        declare
            part record := case when tg_op = 'DELETE' then old else new end;
        begin
            update {whole} set updated_at = updated_at where {key} = part.{column};
            return null;
        end $$;
        create trigger {touch} after insert or delete on {table} for each row execute function {touch}();
        create trigger {touch}_again after update on {table} for each row {f"when ({when})" if when else ""}
        execute function {touch}();
        """,  # noqa: S608 - the parts are constants of migrations
        f"""
        drop trigger {touch} on {table}; drop trigger {touch}_again on {table}; drop function {touch}();
        """,
    )
