"""Answers that were given, kept so that what has not changed is not computed again, by any process.

An answer is kept under everything that it depends on: the versions of the facts that its statement reads, the statement itself, and
the value of each of its parameters. Two readers share one only if they ask the very same thing; who may ask is decided before.
"""

import json
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings

Row = tuple[Any, ...]

_IN_MEMORY = 2000
_LONGEST = 500
"""How many rows an answer may have to be kept."""
_IN_FILES, _KEEP_SECONDS = 5000, 24 * 60 * 60
_READERS: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
}


@dataclass(slots=True)
class _Answers:
    """Answers by their keys; those that nobody asked for longest go first."""

    kept: OrderedDict[str, list[Row]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def find(self, key: str) -> list[Row] | None:
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def keep(self, key: str, rows: list[Row]) -> None:
        with self.lock:
            self.kept[key] = rows
            while len(self.kept) > _IN_MEMORY:
                self.kept.popitem(last=False)


_answers = _Answers()


def key_of(*parts: object) -> str:
    """Return the key of an answer that depends on the parts and on nothing else."""
    return sha256(repr((str(settings.ANALYTICS_PATH), *parts)).encode()).hexdigest()


def find_answer(key: str) -> list[Row] | None:
    """Return the rows that were answered, by this process or another, or None."""
    rows = _answers.find(key)
    if rows is None:
        rows = _read(_folder() / key)
        if rows is not None:
            _answers.keep(key, rows)
    return rows


def keep_answer(key: str, rows: list[Row]) -> None:
    """Keep an answer for whoever asks the same, unless it is a long one."""
    if len(rows) > _LONGEST:
        return
    _answers.keep(key, rows)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix="draft-", dir=folder)
    with os.fdopen(descriptor, "w") as file:
        json.dump(rows, file, default=_plain)
    Path(draft).replace(folder / key)


def sweep_answers() -> None:
    """Remove what was answered a day ago, and of the rest all but the latest."""
    oldest = time.time() - _KEEP_SECONDS
    for place, (written, path) in enumerate(sorted(_written(), reverse=True)):
        if place >= _IN_FILES or written < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.ANALYTICS_PATH) / "answers"


def _written() -> Iterable[tuple[float, Path]]:
    folder = _folder()
    for path in folder.iterdir() if folder.exists() else ():
        try:
            yield path.stat().st_mtime, path
        except FileNotFoundError:  # it was a draft, and is an answer by now
            continue


def _read(path: Path) -> list[Row] | None:
    try:
        return [tuple(row) for row in json.loads(path.read_text(), object_hook=_typed)]
    except (FileNotFoundError, ValueError):  # not there, or cut off when the power was
        return None


def _plain(value: object) -> dict[str, str]:
    kind = type(value).__name__.lower()
    if kind not in _READERS:
        raise TypeError(f"an answer holds a {kind}")
    return {"kind": kind, "text": str(value)}


def _typed(said: dict[str, str]) -> Any:
    return _READERS[said["kind"]](said["text"])
