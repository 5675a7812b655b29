"""Bringing what changed into the kept facts: one reader at a time, in steps that may be cut off anywhere."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.db import connection
from psycopg import sql

from steelyard.platform.analytics.answers import sweep_answers
from steelyard.platform.analytics.engine import connect, sql_type
from steelyard.platform.analytics.facts import CHANGED_IN, Fact, list_facts
from steelyard.platform.analytics.store import State, Store
from steelyard.platform.analytics.tables import quoted, write_table
from steelyard.platform.db import as_system

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = structlog.get_logger()

_LOCK = "select pg_try_advisory_xact_lock(hashtext('steelyard.analytics'), hashtext(%s))"
_PLACE = """
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, current_database() || ' ' || oid::text
    from pg_database where datname = current_database()
"""
_NULL = "\\N"


def refresh_facts(now: datetime, *, is_whole: bool = False) -> None:
    """Bring every fact up to date, each in a transaction of its own; `is_whole` reads all of it again."""
    for fact in list_facts():
        with as_system():
            refresh_fact(fact, now, is_whole=is_whole)
    sweep_answers()


def refresh_fact(fact: Fact, now: datetime, *, is_whole: bool = False) -> State | None:
    """Read the rows that changed since the kept state and make the state that has them; None where another is doing so.

    What is read: rows written by a transaction that was not known to have ended when the kept state was read. Reading some of them
    twice is harmless, a row replaces itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [fact.name])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(_PLACE)
        watermark, database = cursor.fetchone()
    store = Store.of(fact.name)
    store.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = store.find_state()
    if is_whole or before is None or not _continues(before, fact, watermark, database):
        before = State(
            as_of=now,
            watermark=0,
            database=database,
            columns=fact.columns,
            files={},
            rows=0,
            version=_next_version(before),
        )
    with tempfile.NamedTemporaryFile(prefix="rows-", dir=store.root) as rows:
        changed = _copy_rows(fact, before.watermark, Path(rows.name))
        files, count = _merge(fact, store, before, rows.name) if changed else (before.files, before.rows)
    after = State(
        as_of=now,
        watermark=watermark,
        database=database,
        columns=dict(fact.columns),
        files=files,
        version=before.version + bool(changed),
        rows=count,
    )
    table = store.table(after)
    if files and (changed or not table.exists()):
        with connect() as duck:
            write_table(duck, store.paths(after), table)
    store.replace_state(after)
    store.sweep([*files.values(), table.name, store.table(before).name])
    if changed:
        log.info("fact_refreshed", fact=fact.name, changed=changed, rows=count)
    return after


def _next_version(before: State | None) -> int:
    """Return the version of an empty start: another than the kept one, for which answers were given."""
    return before.version + 1 if before else 0


def _continues(before: State, fact: Fact, watermark: int, database: str) -> bool:
    """Tell whether the kept state is of this database, of its past, and of this shape; otherwise all is read again."""
    return before.database == database and before.watermark <= watermark and before.columns == dict(fact.columns)


def _copy_rows(fact: Fact, since: int, target: Path) -> int:
    """Write the rows that changed in transaction `since` or later to a file, and return how many there are."""
    columns = sql.SQL(", ").join(map(sql.Identifier, fact.columns))
    statement = sql.SQL(
        "copy (select {columns} from {view} where {changed} >= {since}::text::xid8) to stdout (format csv, null {null})"
    ).format(
        columns=columns,
        view=sql.Identifier(fact.view),
        changed=sql.Identifier(CHANGED_IN),
        since=sql.Literal(str(since)),
        null=sql.Literal(_NULL),
    )
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, target.open("wb") as file:
        with cursor.copy(statement) as rows:
            for block in rows:
                file.write(block)
        return int(cursor.rowcount)


def _merge(fact: Fact, store: Store, before: State, rows: str) -> tuple[dict[str, str], int]:
    """Write a new file for every month that the rows are of, and return the files of all months and their number of rows."""
    types = {name: sql_type(kind) for name, kind in fact.columns.items()}
    files = dict(before.files)
    with connect() as duck:
        # Names of columns come from the code, values as parameters or quoted.
        duck.execute(
            f"create temp table fresh as select *, coalesce(strftime({fact.part}, '%Y-%m'), 'none') as part_"  # noqa: S608
            " from read_csv(?, header = false, columns = ?, nullstr = ?, delim = ',', quote = '\"', escape = '\"')",
            [rows, types, _NULL],
        )
        for (part,) in duck.execute("select distinct part_ from fresh order by 1").fetchall():
            name = f"{part}.{before.version + 1}.parquet"
            _write_part(duck, store, part, kept=files.get(part), into=name)
            files[part] = name
        paths = [str(store.root / name) for name in files.values()]
        (count,) = duck.execute("select count(*) from read_parquet(?)", [paths]).fetchone() or (0,)
    return files, count


def _write_part(duck: "DuckDBPyConnection", store: Store, part: str, *, kept: str | None, into: str) -> None:
    wanted = f"select * exclude (part_) from fresh where part_ = {quoted(part)}"  # noqa: S608
    if kept is not None:
        others = f"{quoted(store.root / kept)} k anti join fresh f on k.id = f.id"
        wanted += f" union all by name select k.* from {others}"  # noqa: S608
    draft = store.root / f"draft-{into}"
    duck.execute(f"copy ({wanted}) to {quoted(draft)} (format parquet, compression zstd)")
    with draft.open("rb") as file:
        os.fsync(file.fileno())  # the note must never outlive, in a power cut, the files that it names
    draft.replace(store.root / into)
