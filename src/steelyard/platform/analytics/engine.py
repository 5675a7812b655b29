"""DuckDB over one state of the facts. A process has one instance, with a cap on its memory; a question has a cursor of its own."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from steelyard.platform.analytics.answers import Row, find_answer, keep_answer, key_of
from steelyard.platform.analytics.facts import Fact, get_fact
from steelyard.platform.analytics.store import State, Store
from steelyard.platform.analytics.tables import find_table, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL_TYPES = {"uuid": "uuid", "string": "varchar", "timestamp": "timestamp", "boolean": "boolean", "int64": "bigint"}


def sql_type(kind: str) -> str:
    """Return what DuckDB calls a column's type."""
    return _SQL_TYPES.get(kind, kind)


@contextmanager
def connect() -> "Iterator[DuckDBPyConnection]":
    """Open a cursor on the process's instance for the time of the block."""
    cursor = _instance().cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@cache
def _instance() -> "DuckDBPyConnection":
    import duckdb

    folder = Path(settings.ANALYTICS_PATH)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    instance = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": settings.ANALYTICS_MEMORY,
            "threads": 2,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    instance.execute("set parquet_metadata_cache = true")  # files never change
    return instance


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of some facts, which every question of a page is asked against."""

    states: Mapping[str, State]

    @property
    def as_of(self) -> datetime:
        """The instant as of which everything in it is known."""
        return min(state.as_of for state in self.states.values())

    def ask(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        """Return the rows of a statement over the facts by their names; `values` are its parameters."""
        used = {name: value for name, value in values.items() if f"${name}" in statement}
        facts = {name: state for name, state in self.states.items() if f'"{name}"' in statement}
        versions = [(name, state.database, state.version) for name, state in sorted(facts.items())]
        key = key_of(versions, statement, sorted(used.items()))
        rows = find_answer(key)
        if rows is None:
            with connect() as cursor:
                for name, state in facts.items():
                    cursor.execute(f'create temp view "{name}" as {_source(cursor, get_fact(name), state)}')
                rows = cursor.execute(statement, used).fetchall()
            keep_answer(key, rows)
        return rows


def _source(duck: "DuckDBPyConnection", fact: Fact, state: State) -> str:
    if not state.files:
        columns = ", ".join(f"null::{sql_type(kind)} as {name}" for name, kind in fact.columns.items())
        return f"select {columns} where false"
    store = Store.of(fact.name)
    if table := find_table(duck, store.table(state)):
        return f"from {table}"
    files = ", ".join(quoted(path) for path in store.paths(state))
    return f"from read_parquet([{files}])"


def find_snapshot(facts: Sequence[str]) -> Snapshot | None:
    """Return the present state of the facts, or None while one of them was never read."""
    states = {name: Store.of(name).find_state() for name in facts}
    if any(state is None or state.columns != dict(get_fact(name).columns) for name, state in states.items()):
        return None
    return Snapshot({name: state for name, state in states.items() if state is not None})


def naive(instant: datetime) -> datetime:
    """Return the instant as facts keep it: UTC, without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)
