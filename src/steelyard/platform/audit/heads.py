"""The heads of the chain, kept outside the database: one line a run, and never rewritten."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far the log was sealed at an instant. `digest` is the last seal, in hexadecimal."""

    position: int
    digest: str
    sealed_at: datetime

    @classmethod
    def of(cls, position: int, digest: bytes, sealed_at: datetime) -> "Head":
        """Return the head of a run."""
        return cls(position=position, digest=digest.hex(), sealed_at=sealed_at)

    def as_json(self) -> str:
        """Return the head as a line of JSON."""
        return json.dumps({**asdict(self), "sealed_at": self.sealed_at.isoformat()})


def heads_file() -> Path:
    """Return the file in the data directory that the heads are kept in."""
    return Path(settings.HOME) / "audit" / "heads.jsonl"


def keep_head(head: Head) -> None:
    """Append the head to the file, on the disk before this returns."""
    path = heads_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(head.as_json() + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_heads(path: Path) -> Iterator[Head]:
    """Yield the heads of a file, oldest first; a last line that a crash cut off is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                said = json.loads(line)
                yield Head(**{**said, "sealed_at": datetime.fromisoformat(said["sealed_at"])})
