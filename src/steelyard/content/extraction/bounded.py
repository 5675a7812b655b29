"""Looking into a file in a process of its own; whatever happens there, what comes back is an answer."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from steelyard.content.extraction.passages import Passage
from steelyard.kernel.refusals import sentence

PATIENCE_SECONDS = 90

TOOK_TOO_LONG = sentence("It took too long to read.")
BROKEN = sentence("It is damaged, protected by a password, or needs more memory than a document may.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What was read: the passages, and the picture of the first page if there is one; or why nothing was."""

    passages: tuple[Passage, ...] = ()
    picture: Path | None = None
    problem: str = ""

    @property
    def pages(self) -> int:
        return max((passage.page or 0 for passage in self.passages), default=0)


@contextmanager
def read_file(path: Path, content_type: str) -> Iterator[Extract]:
    """Give what is read in a file; its picture is there for as long as the block lasts."""
    with TemporaryDirectory(prefix="steelyard-") as folder:
        yield _read(path, content_type, Path(folder) / "preview.png")


def _read(path: Path, content_type: str, picture: Path) -> Extract:
    command = [sys.executable, "-m", "steelyard.content.extraction", str(path), content_type, str(picture)]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter, with a path of ours
            command, capture_output=True, timeout=PATIENCE_SECONDS, check=True, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return Extract(problem=TOOK_TOO_LONG)
    except subprocess.CalledProcessError:
        return Extract(problem=BROKEN)
    *lines, has_picture = [json.loads(line) for line in done.stdout.splitlines()]
    return Extract(
        passages=tuple(Passage(page, body) for page, body in lines), picture=picture if has_picture else None
    )
