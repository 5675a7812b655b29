"""The tables of facts behind normalisation: legal forms, common words, places, numbers.

They are read once, from the TOML files beside this module, and folded by the same `fold` as the names they are compared with.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

from steelyard.companies.policies.folding import fold


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

STOP_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "und",
        "et",
        "e",
        "y",
        "i",
        "for",
        "fur",
        "pour",
        "para",
        "de",
        "des",
        "du",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "der",
        "die",
        "das",
        "den",
        "van",
        "von",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "en",
        "in",
        "im",
        "zu",
        "zum",
        "zur",
        "by",
        "to",
        "on",
        "com",
        "net",
        "org",
        "www",
        "og",
        "och",
        "ja",
        "ve",
    ]
)
NUMBER_WORDS = {
    **{
        word: str(n)
        for n, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
        )
    },
    **{
        word: str(n)
        for n, word in enumerate(
            ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], 13
        )
    },
    **{
        word: str(n)
        for n, word in zip(
            range(20, 100, 10),
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
            strict=True,
        )
    },
    "fourty": "40",
    "hundred": "100",
}
ROMAN_NUMERALS = {
    numeral: str(n)
    for n, numeral in enumerate(
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
            "xxi",
            "xxii",
            "xxiii",
            "xxiv",
            "xxv",
        ],
        1,
    )
}


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


def table(name: str) -> dict[str, Any]:
    """Return the facts in `{name}.toml`."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def legal_forms() -> Mapping[tuple[str, ...], LegalForm]:
    """Return every spelling of every legal form, as folded words."""
    found: dict[tuple[str, ...], LegalForm] = {}
    for name, facts in table("legal_forms").items():
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
        if len(value) == 2 and value.endswith("0"):
            for unit, digit in NUMBER_WORDS.items():
                if len(digit) == 1:
                    found.setdefault(tens, []).append(((tens, unit), str(int(value) + int(digit))))
    return {first: tuple(sorted(group, key=lambda entry: -len(entry[0]))) for first, group in found.items()}


def _entries() -> Iterator[tuple[tuple[str, ...], Word]]:
    """Yield each spelling with its word; where two tables claim one spelling, the first yielded is overwritten by the later."""
    places = table("places")
    for country, names in places["countries"].items():
        for name in names:
            spelling = tuple(fold(name))
            text = "".join(spelling)
            # The country's own names are one word to us; its cities and provinces stay apart from each other.
            yield spelling, Word(_country_name(country, names, text), WordClass.PLACE, country)
            if len(spelling) > 1:
                yield (text,), Word(_country_name(country, names, text), WordClass.PLACE, country)
    for region, names in places["regions"].items():
        for name in (region, *names):
            yield tuple(fold(name)), Word(region, WordClass.PLACE)
    for section, words in table("words").items():
        word_class = WordClass[section.upper()]
        for text, spellings in words.items():
            for spelling in (text, *spellings):
                yield tuple(fold(spelling)), Word(text, word_class)
    for word in STOP_WORDS:
        yield (word,), Word(word, WordClass.STOP)


@cache
def _place_synonyms() -> Mapping[tuple[str, str], str]:
    """Return the first name of a country for each of its own other names (not for its cities)."""
    found = {}
    for country, own_names in COUNTRY_NAMES.items():
        for name in own_names.split():
            found[country, name] = own_names.split()[0]
    return found


def _country_name(country: str, names: list[str], text: str) -> str:
    return _place_synonyms().get((country, text), text)


# Names of one country in several languages: these are the same word. Adjectives are left out on purpose where a firm's
# brand is built on them ("Deutsche", "American", "British").
COUNTRY_NAMES = {
    "AT": "austria osterreich oesterreich",
    "BE": "belgium belgie belgique belgien",
    "BR": "brazil brasil",
    "CH": "switzerland schweiz suisse svizzera swiss",
    "CN": "china zhongguo prc kitay peoplesrepublicofchina",
    "CZ": "czech czechrepublic czechia ceska ceskarepublika",
    "DE": "germany deutschland germania alemania allemagne",
    "DK": "denmark danmark",
    "ES": "spain espana espagne",
    "FI": "finland suomi",
    "FR": "france frankreich frantsiya",
    "GB": "uk unitedkingdom greatbritain britain gb velikobritaniya",
    "GR": "greece hellas ellada ellas",
    "HK": "hongkong hk xianggang",
    "HR": "croatia hrvatska",
    "HU": "hungary magyarorszag",
    "IT": "italy italia italien italie",
    "JP": "japan nippon nihon yaponiya riben",
    "KR": "korea southkorea koreya republicofkorea",
    "LT": "lithuania lietuva",
    "LU": "luxembourg luxemburg",
    "MX": "mexico",
    "NL": "netherlands nederland holland thenetherlands niederlande",
    "NO": "norway norge",
    "NZ": "newzealand nz aotearoa",
    "PL": "poland polska polen",
    "RU": "russia rossiya russland rus",
    "SE": "sweden sverige schweden",
    "SG": "singapore singapura xinjiapo",
    "TR": "turkey turkiye",
    "US": "usa us unitedstates unitedstatesofamerica",
    "ZA": "southafrica rsa",
    "AE": "uae unitedarabemirates emirates",
    "SA": "saudi saudiarabia ksa",
    "VN": "vietnam",
}
YEAR = re.compile(r"(?:19|20)\d\d")
