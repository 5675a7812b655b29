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
_attached: OrderedDict[Path, tuple[str, tuple[int, int]]] = OrderedDict()
"""By its file, under which name a table is open, and which file it was: a restored installation counts its versions anew."""
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
        try:
            status = path.stat()
            stamp = (status.st_ino, status.st_mtime_ns)
            if path in _attached and _attached[path][1] != stamp:
                duck.execute(f"detach {_attached.pop(path)[0]}")
            if path not in _attached:
                alias = f"facts_{uuid4().hex}"
                duck.execute(f"attach {quoted(path)} as {alias} (read_only)")
                _attached[path] = alias, stamp
        except (FileNotFoundError, duckdb.IOException):
            return None
        _attached.move_to_end(path)
        if len(_attached) > _MOST_ATTACHED:
            _, (oldest, _) = _attached.popitem(last=False)
            duck.execute(f"detach {oldest}")
        return f"{_attached[path][0]}.facts"


def quoted(text: os.PathLike[str] | str) -> str:
    """Return a text as a literal of a statement, for the places that take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"
