"""The rows of a state once more, as a table in DuckDB's own format, which it reads several times as fast as Parquet.

The Parquet files are the state. The table is made of them by whoever read what changed, under a name of its own for every version;
it may be missing: then the files are read.
"""

import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_ATTACHED = 12
"""How many tables a process holds open: those of the facts' last versions, which a question may still be reading."""
_attached: OrderedDict[Path, str] = OrderedDict()
_lock = Lock()


def write_table(duck: "DuckDBPyConnection", paths: list[str], into: Path) -> None:
    """Write the rows of Parquet files as a table; whoever looks sees it whole or not at all."""
    alias = f"draft_{uuid4().hex}"
    draft = into.with_name(alias)
    duck.execute(f"attach {quoted(draft)} as {alias}")
    try:
        duck.execute(f"create table {alias}.facts as from read_parquet(?)", [paths])
    finally:
        duck.execute(f"detach {alias}")
    draft.replace(into)


def find_table(duck: "DuckDBPyConnection", path: Path) -> str | None:
    """Return the name under which the instance has the table, opened if need be, or None where there is none."""
    import duckdb

    with _lock:
        if path in _attached:
            _attached.move_to_end(path)
            return f"{_attached[path]}.facts"
        alias = f"facts_{uuid4().hex}"
        try:
            duck.execute(f"attach {quoted(path)} as {alias} (read_only)")
        except duckdb.IOException:
            return None
        _attached[path] = alias
        if len(_attached) > _MOST_ATTACHED:
            _, oldest = _attached.popitem(last=False)
            duck.execute(f"detach {oldest}")
        return f"{alias}.facts"


def quoted(text: os.PathLike[str] | str) -> str:
    """Return a text as a literal of a statement, for the places that take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"
