"""What is stored to find a company by: match keys as numbers, and the terms that a typeahead starts with. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from zlib import crc32

from steelyard.companies.policies.domains import company_domain
from steelyard.companies.policies.folding import fold
from steelyard.companies.policies.keys import KEY_WEIGHTS, compute_prepared_keys
from steelyard.companies.policies.scoring import Prepared
from steelyard.companies.policies.vocabulary import STOP_WORDS, legal_forms

START, LATER = 0, 1
"""Where a term begins: at the start of a name or domain, or at a later word of a name."""

_MOST_TERMS = 6
_LONGEST_START, _LONGEST_LATER = 48, 32
_AFTER_EVERY_TEXT = "\U0010ffff"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_MOST_WORDS_LIKE, _LONGEST_WITH_AN_ERROR = 3, 12


def hash_keys(keys: Iterable[str]) -> list[int]:
    """Return the keys as signed 32-bit numbers, sorted.

    A row of two integers is a third of one with text and UUID, and there are eighteen for each company. Two keys that meet in
    one number only bring one more candidate to score: with ten million keys, one look-up in twenty.
    """
    return sorted(set(map(_hash, keys)))


def hashed_keys(prepared: Prepared) -> list[int]:
    """Return the match keys of a prepared profile as they are stored."""
    return sorted(weighed_keys(prepared))


@lru_cache(maxsize=2048)
def weighed_keys(prepared: Prepared) -> Mapping[int, float]:
    """Return the match keys of a prepared profile as they are looked up, each with what sharing it says.

    Kept for as long as a batch takes: what is looked up and not found is stored under the same keys.
    """
    weights: dict[int, float] = {}
    for key in compute_prepared_keys(prepared):
        number = _hash(key)
        weights[number] = max(KEY_WEIGHTS[key[0]], weights.get(number, 0.0))
    return weights


def _hash(key: str) -> int:
    return crc32(key.encode()) - 2**31


def lock_numbers(prepared: Prepared) -> list[int]:
    """Return what to lock so that two who introduce the same name or domain at once meet; in the order to lock them."""
    names = (f"n:{name.compact}" for name in prepared.names)
    return hash_keys((*names, *(f"d:{domain}" for domain in prepared.domains)))


def search_terms(name: str, domains: Iterable[str] = ()) -> Iterator[tuple[int, str]]:
    """Yield (place, term) for each place a reader may start typing: the name, its later words, its domains."""
    words = fold(name) or name.casefold().split()
    if words:
        yield START, " ".join(words)[:_LONGEST_START]
    for position in range(1, min(len(words), _MOST_TERMS)):
        word = words[position]
        if len(word) > 1 and word not in STOP_WORDS and (word,) not in legal_forms():
            yield LATER, " ".join(words[position:])[:_LONGEST_LATER]
    for domain in domains:
        yield START, domain[:_LONGEST_START]


def ranges_like(text: str) -> list[tuple[str, str]]:
    """Return the half-open ranges of terms that begin with a word of the text, or with one that is one error away from it.

    An error is a letter left out, put in, wrong, or changed with its neighbor; a word of three letters has none.
    """
    words = [word[:_LONGEST_WITH_AN_ERROR] for word in fold(text)][:_MOST_WORDS_LIKE]
    likely = {spelling for word in words for spelling in (_one_error_away(word) if len(word) > 3 else {word})}
    return [(prefix, prefix + _AFTER_EVERY_TEXT) for prefix in sorted(likely)]


def _one_error_away(word: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        word,
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS),
        *(head + letter + tail for head, tail in cuts for letter in _LETTERS),
    }


def prefix_ranges(text: str) -> list[tuple[str, str]]:
    """Return the half-open ranges of terms that begin with what was typed, as words and, where it has a dot, as a domain."""
    prefixes = [" ".join(fold(text))]
    typed = text.strip().casefold()
    if "." in typed and " " not in typed:
        prefixes.append(company_domain(typed) or typed)
    return [
        (prefix[:_LONGEST_LATER], prefix[:_LONGEST_LATER] + _AFTER_EVERY_TEXT)
        for prefix in dict.fromkeys(prefixes)
        if prefix
    ]
