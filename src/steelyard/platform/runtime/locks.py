"""File locks: the kernel releases them when a process ends, however it ends."""

import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class FileLock:
    """An advisory lock on a file, held until `release` or the end of the process."""

    path: Path
    _descriptor: int | None = field(default=None, init=False)

    def share(self) -> None:
        """Hold the lock together with others; waits for an exclusive holder."""
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def try_exclusively(self) -> bool:
        """Hold the lock alone if nobody else holds it; say whether it is held."""
        try:
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Give the lock up."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        return self._descriptor


def is_held(path: Path) -> bool:
    """Say whether some process holds the lock on `path` exclusively."""
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
