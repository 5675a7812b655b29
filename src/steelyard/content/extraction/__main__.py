"""The process that looks into a document: `python -m steelyard.content.extraction FILE TYPE PICTURE`, JSON lines out."""

import json
import resource
import sys
from dataclasses import astuple
from pathlib import Path

from steelyard.content.extraction.documents import read_pages
from steelyard.content.extraction.passages import cut
from steelyard.content.extraction.pictures import draw_preview

MAX_MEMORY = 1 << 30
MAX_PROCESSOR_SECONDS = 60
MAX_WRITTEN = 32 << 20


def main(path: Path, content_type: str, picture: Path) -> None:
    """Say what the document says, one passage a line, then whether there is a picture of it."""
    _bind()
    for passage in cut(read_pages(path, content_type)):
        sys.stdout.write(json.dumps(astuple(passage)) + "\n")
    sys.stdout.write(json.dumps(draw_preview(path, content_type, picture)) + "\n")


def _bind() -> None:
    """Give this process no more than a document needs."""
    for what, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
