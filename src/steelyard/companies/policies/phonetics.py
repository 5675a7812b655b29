"""Sound-alike spelling: one form for the ways in which a foreign or misheard name is written in Latin letters."""

import re
from functools import lru_cache

_SOUNDS = (
    ("shch", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "k"), ("ck", "k"), ("kh", "h"), ("gh", "g"),
    ("zh", "j"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("qu", "k"), ("x", "ks"), ("tz", "s"), ("ts", "s"), ("cz", "c"),
    ("q", "k"), ("c", "k"), ("z", "s"), ("w", "v"), ("dj", "j"), ("j", "i"), ("y", "i"), ("ou", "u"), ("oe", "o"), ("ae", "a"),
    ("ue", "u"), ("ee", "i"), ("ea", "i"), ("ii", "i"), ("iu", "u"), ("ia", "a"), ("ie", "i"), ("ei", "i"), ("ai", "i"),
)  # fmt: skip
_SOUND = re.compile("|".join(re.escape(spelling) for spelling, _ in _SOUNDS))
_AS = dict(_SOUNDS)
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")


@lru_cache(maxsize=65536)
def compute_sound(word: str) -> str:
    """Return how `word` sounds, roughly, in Latin letters: "xerocks" and "xeroks" are the same."""
    sound = _SOUND.sub(lambda found: _AS[found[0]], word)
    return _DOUBLED.sub(r"\1", _SOUND.sub(lambda found: _AS[found[0]], sound))


@lru_cache(maxsize=65536)
def compute_skeleton(word: str) -> str:
    """Return the consonants of `word` as they sound, behind its first letter, where a wrong vowel changes nothing."""
    sound = compute_sound(word)
    first = "a" if sound[:1] in "aeiou" and sound else sound[:1]
    return _DOUBLED.sub(r"\1", first + _VOWELS.sub("", sound[1:]))
