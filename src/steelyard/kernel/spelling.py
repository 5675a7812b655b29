"""What somebody meant who typed a name with an error in it: the nearest words among those that they may know."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

_WORD = re.compile(r"\w+")
_SHORTEST_WITH_AN_ERROR, _SHORTEST_WITH_TWO = 4, 8


def correct(text: str, names: Iterable[str]) -> str:
    """Return the text with each word that begins no word of the names replaced by the nearest one; nothing where none is near.

    A word of four letters may have one error, one of eight two: a letter wrong, missing, too many, or changed with its neighbor.
    What is typed may be the beginning of a word.
    """
    known = _words(names)
    meant = [_meant(word, known) for word in _WORD.findall(text)]
    return " ".join(meant) if meant and all(meant) else ""


def _words(names: Iterable[str]) -> Mapping[str, tuple[str, int]]:
    """Return the words of the names without case and accents, each as it is written most often, and how often it is there."""
    written: dict[str, Counter[str]] = {}
    for name in names:
        for word in _WORD.findall(name):
            written.setdefault(_folded(word), Counter())[word] += 1
    return {word: (ways.most_common(1)[0][0], ways.total()) for word, ways in written.items()}


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _meant(typed: str, known: Mapping[str, tuple[str, int]]) -> str:
    """Return how the word that was most probably meant is written, or nothing: nearest first, then the commonest.

    What begins a word as it is written stays as it was typed: it may be the beginning of several.
    """
    begun = [written for word, (written, _) in known.items() if word.startswith(_folded(typed))]
    if any(written.casefold().startswith(typed.casefold()) for written in begun):
        return typed
    typed = _folded(typed)
    allowed = 0 if len(typed) < _SHORTEST_WITH_AN_ERROR else 1 if len(typed) < _SHORTEST_WITH_TWO else 2
    near = (
        (distance, -often, word, written)
        for word, (written, often) in known.items()
        if (distance := _distance(typed, word, allowed)) <= allowed
    )
    return min(near, default=(0, 0, "", ""))[3]


def _distance(typed: str, word: str, allowed: int) -> int:
    """Return how many errors lie between what was typed and a beginning of the word; more than allowed counts as one too many."""
    if word.startswith(typed):
        return 0
    if not allowed or len(word) < len(typed) - allowed:
        return allowed + 1
    size = len(typed)
    beginnings = {word[:end] for end in range(size - allowed, size + allowed + 1)}
    return min(OSA.distance(typed, beginning, score_cutoff=allowed) for beginning in beginnings)
