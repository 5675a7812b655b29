"""Match keys: the few strings by which a company is found among a million without a scan.

A company's keys are stored in an indexed column; the candidates for a profile are the companies that share a key with it.
Each kind of key forgives one kind of difference, and each is a *combination*, so that no key is common: words that many
companies use are never a key by themselves (`vocabulary` says which they are).

    n:  all words without spaces            spacing, punctuation, legal form, case, script
    w:  all words, sorted, as they sound    word order, sound-alike spelling
    b:  the brand: the words that are not structure, trade, place or number
                                            "Siemens France" and "Siemens", "Cisco Systems" and "Cisco"
    p:  two distinctive words together      a word more or less
    t:  the brand's consonants with one left out, or their halves
                                            typing errors
    a:  initials of three letters or more   "IBM"
    d:  registrable domain                  i:  identifier in its register
"""

from collections.abc import Iterator

from steelyard.companies.policies.domains import domain_label
from steelyard.companies.policies.normalization import NormalName
from steelyard.companies.policies.phonetics import compute_skeleton, compute_sound
from steelyard.companies.policies.scoring import Prepared, prepare
from steelyard.companies.policies.vocabulary import WordClass
from steelyard.companies.terms import CompanyProfile

_BRAND = (WordClass.DISTINCTIVE, WordClass.POPULAR)
_LONGEST_KEY = 64
_TELLING_CONSONANTS = 7


def compute_match_keys(profile: CompanyProfile) -> frozenset[str]:
    """Return the keys under which `profile` is stored and looked up; both sides use the same ones."""
    return compute_prepared_keys(prepare(profile))


def compute_prepared_keys(prepared: Prepared) -> frozenset[str]:
    """Return the match keys of a profile that is already prepared."""
    keys: set[str] = set()
    for name in prepared.names:
        keys.update(_name_keys(name))
    for domain in prepared.domains:
        keys.add(f"d:{domain}")
        label = domain_label(domain)
        if len(label) > 3:
            keys.add(f"n:{label}")
    keys.update(f"i:{scheme}:{value}" for scheme, value in prepared.identifiers.items())
    return frozenset(key[:_LONGEST_KEY] for key in keys)


def _name_keys(name: NormalName) -> Iterator[str]:
    yield f"n:{name.compact}"
    if name.unspaced != name.compact:
        yield f"n:{name.unspaced}"
    yield "w:" + "".join(sorted(compute_sound(word) for word in name.words))
    brand = [
        word
        for word, word_class in zip(name.words, name.classes, strict=True)
        if word_class in _BRAND and len(word) > 1
    ]
    distinctive = [
        word
        for word, word_class in zip(name.words, name.classes, strict=True)
        if word_class is WordClass.DISTINCTIVE and len(word) > 2
    ]
    if distinctive:
        yield "b:" + "".join(brand)
        yield from _typing_keys(brand)
        if len(brand) > 1:
            yield f"b:{max(distinctive, key=len)}"
            yield from (f"p:{one}+{two}" for one, two in _pairs(brand))
    elif len(name.words) > 1:
        yield from (f"p:{one}+{two}" for one, two in _pairs(list(name.words)))
    yield from _acronym_keys(name)


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each word of the first three with the other two, in one order."""
    first = sorted(compute_sound(word) for word in words[:3])
    for i, one in enumerate(first):
        for two in first[i + 1 :]:
            yield one, two


def _typing_keys(brand: list[str]) -> Iterator[str]:
    """Yield keys that survive one wrong, missing, doubled or swapped letter: spellings with one letter left out, or halves.

    Consonants alone forgive any wrong vowel, but six of them are needed to say something; below that, vowels count too.
    """
    word = "".join(brand)
    spelling = compute_skeleton(word)
    if len(spelling) < _TELLING_CONSONANTS:
        spelling = compute_sound(word)
    size = len(spelling)
    if size > 10:
        half = size // 2
        yield f"t:{spelling[:half]}<"
        yield f"t:>{spelling[-half:]}"
    elif size >= 5:
        yield f"t:{spelling}"
        yield from (f"t:{spelling[:i]}{spelling[i + 1 :]}" for i in range(size))


def _acronym_keys(name: NormalName) -> Iterator[str]:
    if len(name.words) >= 3:
        for initials in name.initials:
            if 3 <= len(initials) <= 7:
                yield f"a:{initials}"
    for word, word_class in zip(name.words, name.classes, strict=True):
        if word_class is WordClass.DISTINCTIVE and 3 <= len(word) <= 6 and len(name.words) <= 2:
            yield f"a:{word}"
