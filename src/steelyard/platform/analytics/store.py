"""The kept facts: Parquet files and a note that names those that make up the present state.

Files are written under new names and never changed; replacing the note, in one step, makes them the state. Who is killed before
that leaves files that nothing names, and who reads goes on reading what the note named when it began.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

_NOTE = "state.json"
TABLE = ".duckdb"
_KEEP_SECONDS = 15 * 60
"""How long a file that the note no longer names is kept for those who still read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of one fact: its files by month, as of an instant, read up to a transaction of a database."""

    as_of: datetime
    watermark: int
    database: str
    columns: Mapping[str, str]
    files: Mapping[str, str]
    version: int
    rows: int


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of one fact."""

    root: Path

    @classmethod
    def of(cls, fact: str) -> "Store":
        """Return the folder of the fact in the data directory."""
        return cls(Path(settings.ANALYTICS_PATH) / fact)

    def find_state(self) -> State | None:
        """Return the present state, or None where the fact was never read."""
        try:
            said: dict[str, Any] = json.loads((self.root / _NOTE).read_text())
        except FileNotFoundError:
            return None
        return State(**{**said, "as_of": datetime.fromisoformat(said["as_of"])})

    def paths(self, state: State) -> list[str]:
        """Return the files of a state."""
        return [str(self.root / name) for name in state.files.values()]

    def table(self, state: State) -> Path:
        """Return where the table of a state is, if it was made."""
        return self.root / f"{state.version}{TABLE}"

    def replace_state(self, state: State) -> None:
        """Make `state` the present one; whoever looks sees either the one before or this one."""
        text = json.dumps({**asdict(state), "as_of": state.as_of.isoformat()})
        descriptor, draft = tempfile.mkstemp(prefix="draft-", dir=self.root)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(self.root / _NOTE)

    def sweep(self, keep: Iterable[str]) -> None:
        """Remove what no reader can still need: replaced files, and drafts of writers that died.

        A table goes at once: whoever has it open keeps it, others read the files that it was made of.
        """
        kept = {*keep, _NOTE}
        oldest = time.time() - _KEEP_SECONDS
        for path in self.root.iterdir():
            if path.name not in kept and (path.suffix == TABLE or path.stat().st_mtime < oldest):
                path.unlink(missing_ok=True)
