"""The tables of facts behind normalisation: legal forms, common words, places, numbers.

They are read once, from the TOML files beside this module, and folded by the same `fold` as the names they are compared with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import pycountry

from steelyard.companies.policies.folding import fold
from steelyard.companies.policies.tables import table


class WordClass(IntEnum):
    """How much a word says about which company is meant, from nothing to nearly all."""

    STOP = 0
    STRUCTURE = 1
    DESCRIPTOR = 2
    INDUSTRY = 3
    PLACE = 4
    POPULAR = 5
    NUMBER = 6
    DISTINCTIVE = 7

    # Enum's own hash is a Python function, called a dozen times for each word of each name.
    __hash__ = int.__hash__


INFORMATION: Mapping[WordClass, float] = {
    WordClass.STOP: 0.0,
    WordClass.STRUCTURE: 0.1,
    WordClass.DESCRIPTOR: 0.25,
    WordClass.INDUSTRY: 0.35,
    WordClass.PLACE: 0.4,
    WordClass.POPULAR: 0.6,
    WordClass.NUMBER: 0.3,
    WordClass.DISTINCTIVE: 1.0,
}
"""How much of one distinctive word each class of word is worth."""

STOP_WORDS = frozenset(table("words")["stop"])
NOTES = frozenset(table("words")["notes"])
SERIES_WORDS = frozenset(table("words")["series"])
NUMBER_WORDS: Mapping[str, int] = table("words")["numbers"]
_ROMAN_DIGITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMAN_NUMERALS = {f"{'x' * (n // 10)}{_ROMAN_DIGITS[n % 10]}": str(n) for n in range(1, 40)}


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One legal form; `kind` and `countries` are empty where the words are used for many."""

    name: str
    kind: str
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    """What is known about one word of a name; `country` is set for places only."""

    text: str
    word_class: WordClass
    country: str | None = None


@cache
def legal_forms() -> Mapping[tuple[str, ...], LegalForm]:
    """Return every spelling of every legal form, as folded words."""
    found: dict[tuple[str, ...], LegalForm] = {}
    for name, facts in table("legal_forms")["forms"].items():
        form = LegalForm(name, facts.get("kind", ""), frozenset(facts.get("countries", ())))
        for spelling in facts["spellings"]:
            words = tuple(fold(spelling))
            known = found.get(words)
            if known is not None and known.name != name:  # the same letters in two tables: keep what both agree on
                countries = known.countries | form.countries if known.countries and form.countries else frozenset()
                form_here = LegalForm(name, form.kind if form.kind == known.kind else "", countries)
            else:
                form_here = form
            if words:
                found[words] = form_here
    return found


@cache
def longest_legal_form() -> int:
    """Return the number of words in the longest spelling of a legal form."""
    return max(map(len, legal_forms()))


@cache
def long_legal_words() -> tuple[str, ...]:
    """Return the long words of legal forms, in which a typing error is recognised as such."""
    return tuple(sorted({word for words in legal_forms() if len(words) == 1 for word in words if len(word) >= 9}))


@cache
def vocabulary() -> Mapping[str, Word]:
    """Return what is known about each single word, under every way of writing it."""
    return {spelling[0]: word for spelling, word in _entries() if len(spelling) == 1}


@cache
def phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return what several words together stand for ("new york", "real estate"), by first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for spelling, word in _entries():
        if len(spelling) > 1:
            found.setdefault(spelling[0], []).append((spelling, word.text))
    for tens, value in NUMBER_WORDS.items():
        if 20 <= value < 100:
            units = ((unit, digit) for unit, digit in NUMBER_WORDS.items() if digit < 10)
            found.setdefault(tens, []).extend(((tens, unit), str(value + digit)) for unit, digit in units)
    return {first: tuple(sorted(group, key=lambda entry: -len(entry[0]))) for first, group in found.items()}


def _entries() -> Iterator[tuple[tuple[str, ...], Word]]:
    """Yield each spelling with its word; where two tables claim one spelling, the first yielded is overwritten by the later."""
    places = table("places")
    for country, names in places["countries"].items():
        for name in names:
            spelling = tuple(fold(name))
            text = "".join(spelling)
            # The country's own names are one word to us; its cities and provinces stay apart from each other.
            word = Word(_first_country_names().get(text, text), WordClass.PLACE, country)
            yield spelling, word
            yield (text,), word
    for region, names in places["regions"].items():
        for name in (region, *names):
            yield tuple(fold(name)), Word(region, WordClass.PLACE)
    for section, words in table("words")["classes"].items():
        word_class = WordClass[section.upper()]
        for text, spellings in words.items():
            for spelling in (text, *spellings):
                yield tuple(fold(spelling)), Word(text, word_class)
    for word in STOP_WORDS:
        yield (word,), Word(word, WordClass.STOP)


@cache
def familiar_words() -> frozenset[str]:
    """Return the words that are names or words of their own, so that one of them is hardly ever a slip for another."""
    lists = table("familiar")
    divisions = (word for division in pycountry.subdivisions for word in fold(division.name))
    return frozenset((*vocabulary(), *lists["everyday"].split(), *lists["frequent"].split(), *divisions))


@cache
def _first_country_names() -> Mapping[str, str]:
    """Return the first name of a country for each of its own names (not for its cities), folded and without spaces."""
    return {name: names[0] for names in table("places")["country_names"].values() for name in names}
