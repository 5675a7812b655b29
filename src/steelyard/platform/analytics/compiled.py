"""Statements that were made once, kept as files: only who makes one loads Ibis, which costs a process two seconds and 48 MB.

They lie in a folder named after the code that they were made of, so that another version of the product never finds them.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from django.conf import settings

from steelyard.platform.analytics import facts, statements
from steelyard.platform.analytics.facts import list_facts

_KEEP_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statements that some source files say."""

    sources: tuple[str, ...]

    def get(self, shape: object, make: Callable[[], str]) -> str:
        """Return the statement of a shape, made if nobody has made it."""
        path = self._folder() / f"{sha256(repr(shape).encode()).hexdigest()}.sql"
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            statement = make()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
            draft.write(statement)
        Path(draft.name).replace(path)
        return statement

    def sweep(self) -> None:
        """Remove what other versions of the code made, unless one of them may still be running."""
        ours, oldest = self._folder(), time.time() - _KEEP_SECONDS
        for folder in ours.parent.iterdir() if ours.parent.exists() else ():
            if folder != ours and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)

    def _folder(self) -> Path:
        return Path(settings.ANALYTICS_PATH) / "statements" / _digest(self.sources)


@cache
def _digest(sources: tuple[str, ...]) -> str:
    digest = sha256(metadata.version("ibis-framework").encode())
    for path in sorted({*sources, facts.__file__, statements.__file__}):
        digest.update(Path(path).read_bytes())
    for fact in list_facts():
        digest.update(repr(fact).encode())
    return digest.hexdigest()[:20]
