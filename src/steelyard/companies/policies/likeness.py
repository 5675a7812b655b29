"""Two different words that may still be one: a typing error, another spelling of one sound, an abbreviation."""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from steelyard.companies.policies.normalization import NormalName
from steelyard.companies.policies.phonetics import compute_sound
from steelyard.companies.policies.vocabulary import WordClass

_GENERIC = (WordClass.STRUCTURE, WordClass.DESCRIPTOR, WordClass.INDUSTRY)
_VOWELS = frozenset("aeiou")

_COST_OF_ONE_EDIT = {4: 3.0, 5: 2.6, 6: 1.2, 7: 1.2}
_COST_OF_TWO_EDITS = {6: 2.8, 7: 2.8, 8: 2.2}
"""What a typing error costs, by the letters of the shorter word; longer words cost the value given in `_edit_cost`."""


class Likeness(NamedTuple):
    """How two words are alike: the code of the observation, and its cost in log-odds."""

    code: str
    cost: float


def compare_words(a: NormalName, i: int, b: NormalName, j: int, elsewhere: float) -> Likeness | None:
    """Return how word `i` of one name and word `j` of the other may be one; None if they are simply different.

    `elsewhere` is the information the names share in other words: the more, the likelier a typing error.
    """
    short, long = sorted((a.spelled[i], b.spelled[j]), key=len)
    classes = (a.classes[i], b.classes[j])
    if WordClass.NUMBER in classes:
        return None
    if WordClass.DISTINCTIVE not in classes:
        return _compare_known(short, long, classes, elsewhere)
    return _compare_spelling(short, long, classes, elsewhere) or _compare_abbreviation(short, long)


def compare_joined(one: str, two: str) -> Likeness | None:
    """Return how several words on each side, written together, may be the same."""
    short, long = sorted((one, two), key=len)
    if len(short) < 6 or len(long) - len(short) > 3:
        return None
    if short == long:
        return Likeness("word_sounds_alike", 0.3)
    if compute_sound(short) == compute_sound(long):
        return Likeness("word_sounds_alike", 0.6)
    cost = _typing_cost(short, long)
    return None if cost is None else Likeness("word_misspelled", cost + 0.4)


def _compare_known(short: str, long: str, classes: tuple[WordClass, WordClass], elsewhere: float) -> Likeness | None:
    """Compare two words everybody knows: they are two words, unless they stand beside the same distinctive word.

    Two firms of one rare name in trades one letter apart are rarer than a typing error.
    """
    if elsewhere < 1.0 or len(short) < 5 or not all(word_class in _GENERIC for word_class in classes):
        return None
    if OSA.distance(short, long, score_cutoff=1) != 1:
        return None
    cost = _typing_cost(short, long)
    return None if cost is None else Likeness("word_misspelled", cost + 0.6)


def _compare_spelling(short: str, long: str, classes: tuple[WordClass, WordClass], elsewhere: float) -> Likeness | None:
    length = len(short)
    if length < 3 or len(long) - length > 3:
        return None
    if long == short + "s":
        return Likeness("word_misspelled", 0.3)
    if length < 4:
        return None
    if compute_sound(short) == compute_sound(long):
        return Likeness("word_sounds_alike", _sound_cost(short, long))
    cost = _typing_cost(short, long, elsewhere)
    if cost is None:
        return None
    if length < 6 and classes[0] is not classes[1] and WordClass.PLACE not in classes:
        cost += 0.8  # a short word that is near a known one is more often a name of its own
    return Likeness("word_misspelled", cost)


def _compare_abbreviation(short: str, long: str) -> Likeness | None:
    if short[0] != long[0]:
        return None
    if len(short) == 1:
        return Likeness("word_abbreviated", 2.8)
    if len(long) < len(short) + 2:
        return None
    if len(short) >= 3 and long.startswith(short):
        return Likeness("word_abbreviated", 2.8)
    if _VOWELS.isdisjoint(short) and _is_subsequence(short, long):
        return Likeness("word_abbreviated", 2.6)
    return None


def _sound_cost(short: str, long: str) -> float:
    """Return the cost of two spellings of one sound: more letters apart, and fewer letters at all, make it less certain."""
    if len(short) < 5:
        return 1.9
    if OSA.distance(short, long, score_cutoff=1) == 1:
        return 0.4
    return 1.0 if len(short) >= 6 and short[0] == long[0] else 1.8


def _typing_cost(short: str, long: str, elsewhere: float = 0.0) -> float | None:
    """Return the cost of reading two spellings as one word, None if they are too far apart for their length."""
    length = len(short)
    if length < 4:
        return None
    allowed = 3 if length >= 14 else 2 if length >= 7 or (length == 6 and elsewhere >= 0.6) else 1
    edits = OSA.distance(short, long, score_cutoff=allowed)
    if edits > allowed:
        return None
    cost = _edit_cost(short, long, edits, elsewhere)
    if short[0] != long[0]:  # people seldom mistype the first letter
        cost += 0.5 if length >= 6 else 0.8
    return cost


def _edit_cost(short: str, long: str, edits: int, elsewhere: float) -> float:
    length = len(short)
    if edits == 1:
        swapped = short[0] == long[0] and sorted(short) == sorted(long)
        if length == 5 and (elsewhere >= 0.3 or swapped):
            return 1.5
        return _COST_OF_ONE_EDIT.get(length, 0.7)
    if edits == 2:
        cost = _COST_OF_TWO_EDITS.get(length, 1.6)
        return min(cost, 2.2) if elsewhere >= 0.6 else cost
    return 2.6


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
