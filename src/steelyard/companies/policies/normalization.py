"""Normalising company names: from what people type to the words that say which company is meant."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from steelyard.companies.policies.folding import fold
from steelyard.companies.policies.tables import table
from steelyard.companies.policies.vocabulary import (
    INFORMATION,
    NOTES,
    NUMBER_WORDS,
    ROMAN_NUMERALS,
    SERIES_WORDS,
    LegalForm,
    WordClass,
    legal_forms,
    long_legal_words,
    longest_legal_form,
    phrases,
    vocabulary,
)

_ALSO = re.compile(
    r"""(?:[\s,;(])+
    (?: t/as? | d/b/a | dba | d\.b\.a\. | a/k/a | aka | f/k/a | fka
      | trading\ as | doing\ business\ as | (?:also\ |formerly\ |previously\ |now\ )?known\ as
      | formerly | previously | vormals | ehemals | anciennement | née )
    [:\s]+""",
    re.IGNORECASE | re.VERBOSE,
)
_PARENT = re.compile(
    r"""[\s,;(-]+
    (?: (?:an?\ )?(?:wholly\ owned\ )?(?:division|subsidiary|unit|part|brand|affiliate|member)\ of(?:\ the)? )
    \s+ (?=\S)""",
    re.IGNORECASE | re.VERBOSE,
)
_INTERNET_ENDING = re.compile(r"(?<=\w\w\w)\.(?:com|net|org|io|ai|dev|app|co|cloud|tech|eu)\b(?!\.)", re.IGNORECASE)
_OWNED = re.compile(r"[,(]\s*an?\s+(\S[^,()]*?)\s+(?:company|brand|business)\b\)?", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_BESIDE = re.compile(r"\s+[/|\u2013\u2014]\s+|(?<=\w):\s+")
_DASHED = re.compile(r"\s+-+\s+")
_SIDED = (" / ", " | ", " \u2013 ", " \u2014 ", ": ", " -")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)")
_AMERICAN = {"our": "or", "tre": "ter", "bre": "ber", "isation": "ization", "ogue": "og", "aluminium": "aluminum"}
_SPELLED_BRITISH = re.compile(r"(?<=[a-z]{3})(?:our|[tb]re|ogue)$|(?<=[a-z]{3})isation$|^aluminium$")
_CODE = re.compile(r"[A-Z]{3,6}")
_VOWELS = frozenset("aeiouy")
_ARTICLES = frozenset({"the", "a", "an", "of", "and", "und", "et"})


@dataclass(frozen=True, slots=True)
class NormalName:
    """One name, taken apart.

    `words` are the words in their order without legal form and stop words; `classes`, `information`, `places` (the ISO country
    of a place) and `spelled` (as written) run parallel to them. `compact` is the words without spaces, `unspaced` the same
    with the small words. `initials` are the first letters, counting the small words in the second variant only. `raw` is the
    folded name with everything.
    """

    raw: str
    words: tuple[str, ...]
    classes: tuple[WordClass, ...]
    information: tuple[float, ...]
    places: tuple[str | None, ...]
    spelled: tuple[str, ...]
    compact: str
    unspaced: str
    signature: tuple[str, ...]
    initials: tuple[str, ...]
    forms: tuple[LegalForm, ...]


@dataclass(frozen=True, slots=True)
class NameReading:
    """What one written name says: the names in it, the main one first, and the companies it says it belongs to."""

    names: tuple[NormalName, ...]
    parents: tuple[NormalName, ...]


def read_name(text: str) -> NameReading:
    """Return the names inside `text`: trading names, former names, abbreviations in brackets, and the parent it mentions."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not any(sign in text for sign in "()[]{},;:/|-\u2013\u2014") and len(text) < 16:
        return NameReading((normalize_name(text),), ())
    parents: list[str] = []
    owner = _OWNED.search(text)
    if owner and owner.start() > 0:
        parents.append(owner[1])
        text = text[: owner.start()] + text[owner.end() :]
    head, *tail = _PARENT.split(text, maxsplit=1)
    if tail and head.strip(" ,;(-"):
        text = head
        parents.extend(part.strip(" )]") for part in tail)
    first, *others = (part.strip(" ,;()[]") for part in _ALSO.split(text))
    if not first:
        return NameReading((normalize_name(text),), tuple(map(normalize_name, parents)))
    # A bracket opened before "formerly" was cut off with it; one that closes inside `first` is still whole.
    first, *others = (_close(part) for part in (first, *others))
    names = [normalize_name(first)]
    if "(" in first or "[" in first:
        names = _read_brackets(first) or names
    if any(sign in first for sign in _SIDED):
        names.extend(_read_sides(first))
    names.extend(normalize_name(other) for other in others if other)
    different = {name.raw: name for name in reversed(names) if name.raw}
    return NameReading(tuple(reversed(different.values())) or (names[0],), tuple(map(normalize_name, parents)))


def _read_brackets(text: str) -> list[NormalName]:
    """Return the name and the other name in its brackets; nothing if the bracket only qualifies it, as a place does.

    It is another name if it holds the initials ("International Business Machines (IBM)"), or if it stands at the end behind a
    legal form ("Akenes SA (Exoscale)"); in front of the form it tells one of a family ("Jindal Stainless (Hisar) Limited").
    A list's own note at the end ("Akenes (member)", "Akenes (KCSP)") is no part of the name.
    """
    for found in _BRACKETS.finditer(text):
        outside, inside = normalize_name(_BRACKETS.sub(" ", text)), normalize_name(found[1])
        if inside.compact in outside.initials:
            return [outside, inside]
        is_last = not text[found.end() :].strip(" .")
        if is_last and outside.raw and _is_note(found[1], outside):
            return [outside]
        behind_form = is_last and normalize_name(text[: found.start()]).forms
        if behind_form and WordClass.DISTINCTIVE in inside.classes and tuple(fold(found[1])) not in legal_forms():
            return [outside, inside]
    return []


def _is_note(written: str, outside: NormalName) -> bool:
    """Tell whether a bracket at the end holds a list's note, or a code; but funds and their like tell series apart by such."""
    words = fold(written)
    if NOTES.issuperset(words):
        return True
    is_word = tuple(words) in legal_forms() or any(word in vocabulary() or word in ROMAN_NUMERALS for word in words)
    return bool(_CODE.fullmatch(written.strip())) and not is_word and SERIES_WORDS.isdisjoint(outside.words)


def _read_sides(text: str) -> list[NormalName]:
    """Return the names on the sides of a stroke ("Brussel / Bruxelles"), and the one before a tag-line ("Akenes: cloud made easy").

    A dash in place of a stroke also sets off divisions and branches: behind it only what describes a business is a tag-line.
    """
    sides = _BESIDE.split(text)
    if len(sides) > 1:
        names = [normalize_name(side) for side in sides]
        named = [name for name in names if WordClass.DISTINCTIVE in name.classes]
        return named if "/" in text else named[:1] if names[0] in named else []
    sides = _DASHED.split(text)
    if len(sides) == 1:
        return []
    head, *tail = map(normalize_name, sides)
    if tail[-1].forms and not head.forms and len(head.words) == 1 and WordClass.DISTINCTIVE in head.classes:
        return [head, tail[-1]] if WordClass.DISTINCTIVE in tail[-1].classes else []
    is_tag_line = all(len(side.words) > 1 and _DESCRIBING.issuperset(side.classes) and not side.forms for side in tail)
    return [head] if is_tag_line and WordClass.DISTINCTIVE in head.classes else []


_DESCRIBING = frozenset({WordClass.DESCRIPTOR, WordClass.INDUSTRY})


def _close(part: str) -> str:
    return part + ")" if part.count("(") > part.count(")") else part


def normalize_name(text: str) -> NormalName:
    """Return `text` taken apart as one name (see `NormalName`); it never fails, whatever the script."""
    folded = fold(_INTERNET_ENDING.sub(" ", text)) or text.casefold().split()
    words, forms = _without_legal_forms(folded)
    known = vocabulary()
    kept: list[str] = []
    spelled: list[str] = []
    unspaced = ""
    classes: list[WordClass] = []
    places: list[str | None] = []
    stopped: list[str] = []
    every_initial = only_initial = ""
    for position, word in enumerate(_with_phrases(words)):
        entry = known.get(word)
        if entry is None:
            text_, word_class, place = _unknown(word, position, kept)
        elif entry.word_class is WordClass.STOP:
            every_initial += word[0]
            unspaced += "" if word in _ARTICLES else word
            if word not in _ARTICLES:
                stopped.append(word)
            continue
        else:
            text_, word_class, place = entry.text, entry.word_class, entry.country
        every_initial += word[0]
        only_initial += word[0]
        unspaced += word
        kept.append(text_)
        spelled.append(word)
        classes.append(word_class)
        places.append(place)
    if stopped and not any(word_class > WordClass.DESCRIPTOR for word_class in classes):
        spelled = [*stopped, *spelled]
        kept = [*stopped, *kept]  # "On Holding": without its small word it would be nobody's name
        classes = [*(WordClass.POPULAR for _ in stopped), *classes]
        places = [*(None for _ in stopped), *places]
    if not kept:  # a name of stop words only ("The The"), or of a legal form only ("Limited")
        kept = spelled = [word for word in folded if word not in _ARTICLES] or folded
        unspaced = "".join(kept)
        classes = [WordClass.POPULAR] * len(kept)
        places = [None] * len(kept)
    variants = [only_initial, every_initial]
    if spelled and 2 <= len(spelled[0]) <= 3 and _VOWELS.isdisjoint(spelled[0]):
        variants.append(spelled[0] + only_initial[1:])  # "HM Revenue and Customs" is HMRC
    initials = tuple(dict.fromkeys(variants))
    return NormalName(
        raw=" ".join(folded),
        words=tuple(kept),
        classes=tuple(classes),
        information=tuple(_information(word, word_class) for word, word_class in zip(kept, classes, strict=True)),
        places=tuple(places),
        spelled=tuple(spelled),
        compact="".join(kept),
        unspaced=unspaced,
        signature=tuple(sorted(kept)),
        initials=initials if len(only_initial) > 1 else (),
        forms=tuple(forms),
    )


def _unknown(word: str, position: int, before: list[str]) -> tuple[str, WordClass, None]:
    """Return how a word outside the vocabulary is compared: numbers become digits, everything else stays itself."""
    if word.isdigit():
        return word.lstrip("0") or "0", WordClass.NUMBER, None
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return ordinal[1], WordClass.NUMBER, None
    if word in NUMBER_WORDS:
        return str(NUMBER_WORDS[word]), WordClass.NUMBER, None
    number = ROMAN_NUMERALS.get(word)
    if (
        number
        and position
        and (word not in ("i", "v", "x", "xx", "vi", "xi", "iv") or any(one in SERIES_WORDS for one in before))
    ):
        return number, WordClass.NUMBER, None
    return _SPELLED_BRITISH.sub(_as_american, word), WordClass.DISTINCTIVE, None


def _as_american(ending: re.Match[str]) -> str:
    return _AMERICAN[ending[0]]


def _information(word: str, word_class: WordClass) -> float:
    """Return how much a word tells apart: short ones collide more often."""
    if word_class is WordClass.DISTINCTIVE and len(word) < 4:
        return (0.0, 0.4, 0.6, 0.8)[len(word)]
    return INFORMATION[word_class]


def _with_phrases(words: list[str]) -> list[str]:
    """Return the words with known phrases taken together ("new york", "forty four")."""
    known = phrases()
    if known.keys().isdisjoint(words):
        return words
    joined: list[str] = []
    position = 0
    while position < len(words):
        for phrase, text in known.get(words[position], ()):
            if tuple(words[position : position + len(phrase)]) == phrase:
                joined.append(text)
                position += len(phrase)
                break
        else:
            joined.append(words[position])
            position += 1
    return joined


def _without_legal_forms(words: list[str]) -> tuple[list[str], list[LegalForm]]:
    """Return the words without the legal forms at both ends, and the forms; a name is never emptied by it."""
    known = legal_forms()
    found: list[LegalForm] = []
    longest = longest_legal_form()
    start, end = 0, len(words)
    shrinking = True
    while shrinking and end - start > 1:
        shrinking = False
        for size in range(min(longest, end - start - 1), 0, -1):
            form = known.get(tuple(words[end - size : end]))
            if form:
                found.append(form)
                end -= size
                shrinking = True
                break
        else:
            misspelled = _misspelled_form(words[end - 1])
            if misspelled:
                found.append(misspelled)
                end -= 1
                shrinking = True
    shrinking = True
    while shrinking and end - start > 1:
        shrinking = False
        for size in range(min(longest, end - start - 1), 0, -1):
            form = known.get(tuple(words[start : start + size]))
            if form and (size > 1 or words[start] in _LEADING) and _names_someone(words[start + size : end]):
                found.append(form)
                start += size
                shrinking = True
                break
    glued = words[end - 1] if end - start == 1 else ""
    for suffix in _GLUED:
        if glued.endswith(suffix) and len(glued) > len(suffix) + 3:
            return [*words[start : end - 1], glued[: -len(suffix)]], [*found, known[suffix,]]
    return words[start:end], found


def _names_someone(words: list[str]) -> bool:
    """Without its "AO", "A. O. Smith" would be any Smith: what remains must hold a word of its own."""
    return any(word not in vocabulary() for word in words)


# Forms that stand before the name; others in first place are the name itself ("Co-op", "SE Electronics", "AS Roma").
_LEADING = frozenset(table("legal_forms")["leading"])
_GLUED = ("gmbh", "limited", "ag", "ltd", "inc", "llc", "corp")


@cache
def known_acronyms() -> frozenset[tuple[str, str]]:
    """Return the initials that the world knows, each with the words they stand for (`NormalName.compact`)."""
    return frozenset(
        (acronym, normalize_name(name).compact) for acronym, names in table("acronyms").items() for name in names
    )


@lru_cache(maxsize=8192)
def _misspelled_form(word: str) -> LegalForm | None:
    """Return the legal form that `word` is a typing error of, for words long enough that nothing else is likely."""
    if len(word) < 9:
        return None
    match = process.extractOne(word, long_legal_words(), scorer=OSA.distance, score_cutoff=2)
    if match is None or match[1] == 0:
        return None
    return legal_forms()[match[0],]
