"""Match keys: the few strings by which a company is found among a million without a scan.

A company's keys are stored in an indexed column; the candidates for a profile are the companies that share a key with it.
Each kind of key forgives one kind of difference, and nearly each is a *combination*, so that few companies share it: a word
that many use is never a key by itself (`vocabulary` says which words these are). Its *own* words are what a name is known by:
the distinctive ones, failing these all.

    n:  all words without spaces            spacing, punctuation, legal form, case, script
    w:  all words, sorted, as they sound    word order, sound-alike spelling
    b:  the brand: distinctive and popular words, and the longest own one
                                            "Siemens France" and "Siemens", "Cisco Systems" and "Cisco"
    p:  an own word and another word        a word more or less, a typing error in a third
    k:  an own word and another's initial   a typing error in the other
    t:  the first own word with one letter left out (a long word's halves), and the most telling other word
                                            a typing error in the first
    a:  initials of three letters or more   "IBM"
    d:  registrable domain                  i:  identifier in its register
"""

from collections.abc import Iterator, Mapping

from steelyard.companies.policies.domains import domain_label
from steelyard.companies.policies.normalization import NormalName
from steelyard.companies.policies.phonetics import compute_sound
from steelyard.companies.policies.scoring import Prepared, prepare
from steelyard.companies.policies.vocabulary import WordClass
from steelyard.companies.terms import CompanyProfile

KEY_WEIGHTS: Mapping[str, float] = {
    "i": 4.0,
    "d": 4.0,
    "n": 4.0,
    "w": 2.0,
    "b": 1.0,
    "p": 1.0,
    "a": 1.0,
    "k": 0.5,
    "t": 0.3,
}
"""What sharing a key says, by its kind, where only one company has it; a typing error still leaves several of the kind `t`."""

_LONGEST_KEY = 64
_MOST_OWN = _MOST_OTHERS = 3
_MOST_INITIALED = 2
_LONGEST_WITH_OMISSIONS = 13
_SHORTEST_HALVED = 12  # both kinds at 12 and 13 letters: one letter more or less must not change the kind
_HALF = 6


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
    yield "w:" + "".join(sorted(map(compute_sound, name.words)))
    distinctive = (
        w for w, c in zip(name.words, name.classes, strict=True) if c is WordClass.DISTINCTIVE and len(w) > 2
    )
    own = list(dict.fromkeys(distinctive))[:_MOST_OWN]
    if own:
        yield f"b:{compute_brand(name)}"
        yield f"b:{max(own, key=len)}"
    else:
        own = list(dict.fromkeys(name.words))[:_MOST_OWN]
    telling = [
        word
        for _, word in sorted((-word_class, word) for word, word_class in zip(name.words, name.classes, strict=True))
    ]
    for word in own:
        others = [other for other in dict.fromkeys(telling) if other != word][:_MOST_OTHERS]
        yield from ("p:" + "+".join(sorted((compute_sound(word), compute_sound(other)))) for other in others)
        yield from (f"k:{word}+{other[0]}" for other in others[:_MOST_INITIALED])
    beside = next((word for word in telling if word != own[0]), "")
    # As written: with an error in it, a known word would not become what it stands for.
    written = name.spelled[name.words.index(own[0])]
    yield from (f"t:{part}+{beside}" for part in _spellings_with_an_error(written))
    yield from _acronym_keys(name)


def compute_brand(name: NormalName) -> str:
    """Return what a name is known by, without spaces; nothing where it has only common words."""
    return "".join(_brand(name))


def _brand(name: NormalName) -> Iterator[str]:
    for word, word_class in zip(name.words, name.classes, strict=True):
        if word_class in (WordClass.DISTINCTIVE, WordClass.POPULAR) and len(word) > 1:
            yield word


def _spellings_with_an_error(word: str) -> Iterator[str]:
    """Yield what two spellings of `word` one error apart have in common: a wrong, missing, additional or swapped letter.

    Source: symmetric deletion (SymSpell): leaving out one letter on both sides undoes any one edit.
    """
    size = len(word)
    if size >= _SHORTEST_HALVED:
        yield f"{word[:_HALF]}<"
        yield f">{word[-_HALF:]}"
    if size <= _LONGEST_WITH_OMISSIONS:
        yield word
        if size > 3:
            yield from (word[:i] + word[i + 1 :] for i in range(size))


def _acronym_keys(name: NormalName) -> Iterator[str]:
    if len(name.words) >= 3:
        for initials in name.initials:
            if 3 <= len(initials) <= 7:
                yield f"a:{initials}"
    for word, word_class in zip(name.words, name.classes, strict=True):
        if word_class is WordClass.DISTINCTIVE and 3 <= len(word) <= 6 and len(name.words) <= 2:
            yield f"a:{word}"
