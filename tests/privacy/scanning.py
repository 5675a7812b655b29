"""Reading everything that an installation holds: every table as a dump would write it, every file as it unfolds."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from tests.database import at
from tests.settings import URLS


def find_in_database(needles: Iterable[str]) -> list[str]:
    """Return where in the database one of the words stands, in whatever row of whatever table, binary columns included.

    Only what was committed counts: the owner looks, from whom nothing is hidden.
    """
    wanted = [needle.lower() for needle in needles]
    return [place for place, text in _rows() if any(needle in text for needle in wanted)]


def _rows() -> Iterator[tuple[str, str]]:
    with psycopg.connect(at(URLS.owner, connection.settings_dict["NAME"])) as owner:
        owner.execute("set steelyard.actor_kind = 'system'")
        tables = owner.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            columns = owner.execute(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
                " and atttypid = 'bytea'::regtype",
                [f'"{schema}"."{table}"'],
            )
            binary = (
                sql.SQL(" || encode(coalesce(t.{}, ''), 'escape')").format(sql.Identifier(name)) for (name,) in columns
            )
            select = sql.SQL("select t::text{} from {} t").format(
                sql.SQL("").join(binary), sql.Identifier(schema, table)
            )
            for (text,) in owner.execute(select):
                yield f"{table}: {text[:300]}", text.lower()


def find_in_files(folders: Iterable[Path], needles: Iterable[str]) -> list[str]:
    """Return the files that hold one of the words: as they are, inside archives, and in the columns of Parquet."""
    wanted = [needle.lower() for needle in needles]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in paths if any(needle in text for text in _texts(path) for needle in wanted)]


def _texts(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    yield f"{path.name} {content.decode('utf-8', 'replace')}".lower()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{name} {archive.read(name).decode('utf-8', 'replace')}".lower()
    if path.suffix == ".parquet":
        import duckdb

        yield str(duckdb.sql(f"from read_parquet('{path}')").fetchall()).lower()
