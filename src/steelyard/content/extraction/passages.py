"""What reading gives: passages, each short enough to be shown, with the page that it stands on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_TEXT = 2_000_000
"""As many letters of one document as are read; a book has a million."""
PASSAGE = 3_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r"\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text; `page` is None where the document has none."""

    page: int | None
    body: str


def cut(pages: Iterable[tuple[int | None, str]]) -> Iterator[Passage]:
    """Yield the text of the pages in passages, up to the limit, without what nobody can see."""
    left = MAX_TEXT
    for page, text in pages:
        clean = _LINES.sub("\n\n", _SPACE.sub(" ", _CONTROL.sub(" ", text))).strip()[:left]
        left -= len(clean)
        yield from (Passage(page, part) for part in _parts(clean))
        if left <= 0:
            return


def _parts(text: str) -> Iterator[str]:
    while len(text) > PASSAGE:
        end = max(text.rfind("\n", 0, PASSAGE), text.rfind(". ", 0, PASSAGE) + 1, text.rfind(" ", 0, PASSAGE))
        end = end if end > PASSAGE // 2 else PASSAGE
        yield text[:end].strip()
        text = text[end:].strip()
    if text:
        yield text
