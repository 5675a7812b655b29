"""Two different words that may still be one: a typing error, another spelling of one sound, an abbreviation."""

from itertools import combinations, product
from typing import NamedTuple

from rapidfuzz.distance import OSA

from steelyard.companies.policies.normalization import NormalName
from steelyard.companies.policies.phonetics import compute_skeleton, compute_sound
from steelyard.companies.policies.vocabulary import WordClass, familiar_words

_GENERIC = (WordClass.STRUCTURE, WordClass.DESCRIPTOR, WordClass.INDUSTRY)
_VOWELS = frozenset("aeiou")
_LONGEST_TAKEN_FOR_ANOTHER = 8
"""Up to this length two familiar words are two words; longer ones a letter apart are forms of one ("cultural", "culture")."""
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUND_GROUPS = ("aeiouy", "bpfvw", "dt", "ckgq", "szcx", "mn", "lr", "gj", "jy")
_NEIGHBOURS = frozenset(frozenset(pair) for group in _SOUND_GROUPS for pair in combinations(group, 2)) | frozenset(
    frozenset(pair)
    for upper, lower in zip(_KEYBOARD, (*_KEYBOARD[1:], ""), strict=True)
    for at, letter in enumerate(upper)
    for pair in product(letter, upper[at + 1 : at + 2] + lower[max(at - 1, 0) : at + 1])
)
"""Letters that are taken for each other: near in sound, or side by side on the keyboard."""

_COST_OF_ONE_EDIT = {4: 3.0, 5: 2.6, 6: 1.2, 7: 1.2}
_COST_OF_STRANGE_LETTER = {4: 1.0, 5: 1.0, 6: 1.0, 7: 1.0, 8: 0.8}
_COST_OF_TWO_EDITS = {6: 2.8, 7: 2.8, 8: 2.2}
"""What a typing error costs, by the letters of the shorter word; longer words cost the value given in `_edit_cost`."""


_SAME_LETTERS = str.maketrans("yckzw", "ikksv")


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
    cost = _typing_cost(short, long, elsewhere)
    return None if cost is None else Likeness("word_misspelled", cost + 0.6)


def _compare_spelling(short: str, long: str, classes: tuple[WordClass, WordClass], elsewhere: float) -> Likeness | None:
    length = len(short)
    if length < 3 or len(long) - length > 3:
        return None
    if long == short + "s":
        return Likeness("word_misspelled", 0.3)
    most = 3 if length < 6 else 4  # what is further apart neither sounds alike nor is a typing error
    if length < 4 or OSA.distance(short, long, score_cutoff=most) > most:
        return None
    if compute_sound(short) == compute_sound(long):
        return Likeness("word_sounds_alike", _sound_cost(short, long))
    if length <= _LONGEST_TAKEN_FOR_ANOTHER and _are_two_words(short, long):
        return None
    cost = _typing_cost(short, long, elsewhere)
    if cost is None:
        return None
    if length < 6 and classes[0] is not classes[1] and WordClass.PLACE not in classes:
        cost += 0.8  # a short word that is near a known one is more often a name of its own
    return Likeness("word_misspelled", cost)


def _are_two_words(short: str, long: str) -> bool:
    return short in familiar_words() and long in familiar_words()


def _compare_abbreviation(short: str, long: str) -> Likeness | None:
    if short[0] != long[0]:
        return None
    if len(short) == 1:
        return Likeness("word_abbreviated", 2.8)
    if len(long) < len(short) + 2:
        return None
    if len(short) >= 3 and long.startswith(short):
        return Likeness("word_abbreviated", 2.8 if len(short) == 3 else 2.5)
    if _VOWELS.isdisjoint(short) and _is_subsequence(short, long):
        return Likeness("word_abbreviated", 2.6)
    return None


def _sound_cost(short: str, long: str) -> float:
    """Return the cost of two spellings of one sound: more letters apart, and fewer letters at all, make it less certain."""
    if len(short) < 5:
        return 1.6 if short.translate(_SAME_LETTERS) == long.translate(_SAME_LETTERS) else 1.9
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
    if edits == 1 and length == len(long) and elsewhere < 1.0:
        cost += _substitution_cost(short, long)
    return cost


def _substitution_cost(one: str, other: str) -> float:
    """Return what it adds that a letter stands for one that is neither near in sound nor on the keyboard.

    Short names are dense: most pairs that differ in such a letter are two companies ("Suzuken" and "Suzuden").
    """
    replaced = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if len(replaced) != 1:  # swapped neighbours
        return 0.0
    cost = 0.0 if replaced[0] in _NEIGHBOURS else _COST_OF_STRANGE_LETTER.get(len(one), 0.5)
    return cost + (0.6 if one[0] != other[0] and len(one) <= 8 else 0.0)


def _edit_cost(short: str, long: str, edits: int, elsewhere: float) -> float:
    length = len(short)
    if edits == 1:
        swapped = short[0] == long[0] and sorted(short) == sorted(long)
        if length == 5 and (elsewhere >= 0.3 or swapped):
            return 1.5
        if length == 5 and len(long) > length and compute_skeleton(short) == compute_skeleton(long):
            return 1.8  # a vowel left out
        return _COST_OF_ONE_EDIT.get(length, 0.7)
    if edits == 2:
        cost = _COST_OF_TWO_EDITS.get(length, 1.6)
        return min(cost, 2.2) if elsewhere >= 0.6 else cost
    return 2.6


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
