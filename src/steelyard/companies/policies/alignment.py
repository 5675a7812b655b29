"""Aligning two names word by word: what they share, what is only spelled differently, what is left over."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from steelyard.companies.policies.normalization import NormalName, known_acronyms
from steelyard.companies.policies.phonetics import compute_sound
from steelyard.companies.policies.vocabulary import WordClass

Finding = tuple[str, str, float]
"""Code of an observation (`weights.WEIGHTS`), the words it is about, and its amount."""

_GENERIC = (WordClass.STRUCTURE, WordClass.DESCRIPTOR, WordClass.INDUSTRY)
_SCOPE_WORDS = frozenset(
    {"holding", "international", "global", "enterprise", "division", "branch", "subsidiary", "franchise"}
)
_EXTRA = {
    WordClass.DESCRIPTOR: "extra_descriptor",
    WordClass.INDUSTRY: "extra_industry",
    WordClass.PLACE: "extra_place",
    WordClass.NUMBER: "extra_number",
    WordClass.POPULAR: "extra_word",
    WordClass.DISTINCTIVE: "extra_word",
}
_BRAND_SHARE = {WordClass.DISTINCTIVE: 1.0, WordClass.POPULAR: 0.2}
_OTHER_SHARE = 0.2
_ENOUGH_INFORMATION = 1.6
_LONGEST_ACRONYM = 7
_ACRONYM_INFORMATION = {3: 1.0, 4: 1.6, 5: 2.0, 6: 2.3}
"""What initials say, by their number: three letters are shared by hundreds of companies in a million, five by hardly one."""


@dataclass(slots=True)
class Alignment:
    """How two names fit: `information` is carried by the words they share, `brand` by those that name a family."""

    code: str
    words: str
    information: float
    brand: float
    findings: list[Finding] = field(default_factory=list)
    long: str = ""


def align_names(a: NormalName, b: NormalName) -> Alignment:
    """Return how the words of two names correspond; the order of the two does not matter to any number in it."""
    if a.words == b.words:
        return _whole("name_equal", a)
    if a.compact == b.compact or a.unspaced == b.unspaced:
        return _whole("name_respaced", a if len(a.words) >= len(b.words) else b)
    if a.signature == b.signature:
        return _whole("name_reordered", a)
    acronym = _align_acronym(a, b) or _align_acronym(b, a)
    if acronym:
        return acronym
    return _align_words(a, b)


def _whole(code: str, name: NormalName) -> Alignment:
    information = sum(name.information)
    return Alignment(code, " ".join(name.words), _enough(information), _enough(_brand(name, range(len(name.words)))))


def _enough(information: float) -> float:
    return min(information, _ENOUGH_INFORMATION)


def _brand(name: NormalName, positions: Sequence[int]) -> float:
    return sum(name.information[i] * _BRAND_SHARE.get(name.classes[i], _OTHER_SHARE) for i in positions)


def _align_acronym(short: NormalName, long: NormalName) -> Alignment | None:
    """Return the fit of "IBM" with "International Business Machines": one word, perhaps with structure words and places."""
    core = [
        i
        for i, word_class in enumerate(short.classes)
        if word_class not in (WordClass.STRUCTURE, WordClass.PLACE) and len(short.words[i]) <= _LONGEST_ACRONYM
    ]
    if len(core) != 1:
        return None
    word = short.words[core[0]]
    if (word, long.compact) in known_acronyms():
        information = _ACRONYM_INFORMATION[max(5, min(len(word), 6))]
    elif len(word) >= 3 and len(long.words) >= 3 and word in long.initials:
        information = _ACRONYM_INFORMATION[min(len(word), 6)]
    else:
        return None
    rest = [i for i in range(len(short.words)) if i != core[0] and short.words[i] not in long.words]
    found = Alignment("name_acronym", word, information, 0.0, long=" ".join(long.words))
    _report_extra(found.findings, short, rest)
    return found


def _align_words(a: NormalName, b: NormalName) -> Alignment:
    left, right = list(range(len(a.words))), list(range(len(b.words)))
    shared: list[int] = []
    for i in tuple(left):
        word = a.words[i]
        for j in right:
            if b.words[j] == word:
                shared.append(i)
                left.remove(i)
                right.remove(j)
                break
    information = sum(a.information[i] for i in shared)
    brand = _brand(a, shared)
    words = [a.words[i] for i in shared]
    findings: list[Finding] = []
    if left and right:
        for name, other, loose, whole in ((a, b, left, right), (b, a, right, left)):
            for gained in _respaced(name, other, loose, whole):
                information += gained[1]
                brand += gained[1]
                words.append(gained[0])
        alike: list[tuple[float, str, str, str, int, int]] = sorted(
            (cost, code, min(a.words[i], b.words[j]), max(a.words[i], b.words[j]), i, j)
            for i in left
            for j in right
            if (likeness := _compare_words(a, i, b, j, information)) is not None
            for code, cost in (likeness,)
        )
        for cost, code, _, _, i, j in alike:
            if i in left and j in right:
                code, cost = _compare_words(a, i, b, j, information) or (code, cost)
                left.remove(i)
                right.remove(j)
                kept = max(0.3, 1 - cost / 5)
                gained_here = min(a.information[i], b.information[j])
                information += gained_here * kept
                brand += min(_brand(a, (i,)), _brand(b, (j,))) * kept
                words.append(" ".join(sorted({a.words[i], b.words[j]})))
                findings.append((code, " / ".join(sorted((a.words[i], b.words[j]))), cost))
        if len(left) > 1 or len(right) > 1:
            joined = _compare_joined(a, left, b, right)
            if joined is not None:
                findings.append(joined)
                information += min(sum(a.information[i] for i in left), sum(b.information[j] for j in right)) * 0.7
                brand += min(_brand(a, left), _brand(b, right)) * 0.7
                words.append(joined[1])
                left, right = [], []
    if not words:
        return Alignment("name_differs", "", 0.0, 0.0)
    _report_leftovers(findings, a, left, b, right)
    return Alignment("name_shared", " ".join(words), _enough(information), _enough(brand), findings)


def _respaced(name: NormalName, other: NormalName, loose: list[int], whole: list[int]) -> list[tuple[str, float]]:
    """Take neighbours of `loose` that are one word of `whole` out of both ("good will" and "goodwill"); return words gained."""
    gained = []
    for j in tuple(whole):
        word = other.words[j]
        for i in loose:
            for size in (2, 3):
                run = range(i, i + size)
                if all(k in loose for k in run) and "".join(name.words[k] for k in run) == word:
                    gained.append((word, other.information[j]))
                    whole.remove(j)
                    for k in run:
                        loose.remove(k)
                    break
            else:
                continue
            break
    return gained


def _compare_words(a: NormalName, i: int, b: NormalName, j: int, elsewhere: float) -> tuple[str, float] | None:
    """Return how two different words may still be one, and what that costs; None if they are simply different.

    `elsewhere` is the information the two names share in other words: the more, the likelier a typing error.
    """
    one, two = a.spelled[i], b.spelled[j]
    if len(one) > len(two):
        one, two = two, one
    first, second = a.classes[i], b.classes[j]
    if WordClass.NUMBER in (first, second):
        return None
    length = len(one)
    if first is not WordClass.DISTINCTIVE and second is not WordClass.DISTINCTIVE:
        # Two words everybody knows are two words. Only beside the same distinctive word is one letter a typing error:
        # two firms of one rare name, in trades one letter apart, are rarer still.
        if not (first in _GENERIC and second in _GENERIC and length >= 5 and elsewhere >= 1.0):
            return None
        cost = _typing_cost(one, two) if OSA.distance(one, two, score_cutoff=1) == 1 else None
        return None if cost is None else ("word_misspelled", cost + 0.6)
    if len(two) - length <= 3:
        if length >= 3 and two == one + "s":
            return "word_misspelled", 0.3
        if length >= 4 and compute_sound(one) == compute_sound(two):
            return "word_sounds_alike", _sound_cost(one, two)
        cost = _typing_cost(one, two, elsewhere)
        if cost is not None:
            if first is not second and min(length, 6) < 6 and WordClass.PLACE not in (first, second):
                cost += 0.8
            return "word_misspelled", cost
    if one[0] == two[0]:
        if length == 1:
            return "word_abbreviated", 2.8
        if length >= 3 and len(two) >= length + 2 and two.startswith(one):
            return "word_abbreviated", 2.8
        if length >= 2 and len(two) >= length + 2 and not set(one) & set("aeiou") and _is_subsequence(one, two):
            return "word_abbreviated", 2.6
    return None


def _sound_cost(one: str, two: str) -> float:
    """Return the cost of two spellings of one sound: more letters apart, and fewer letters at all, make it less certain."""
    if len(one) < 5:
        return 1.9
    edits = OSA.distance(one, two, score_cutoff=2)
    return 0.4 if edits == 1 else 1.0 if len(one) >= 6 and one[0] == two[0] else 1.8


def _typing_cost(one: str, two: str, elsewhere: float = 0.0) -> float | None:
    """Return the cost of reading two spellings as one word, None if they are too far apart for their length."""
    length = len(one)
    if length < 4:
        return None
    allowed = 3 if length >= 14 else 2 if length >= 7 or (length == 6 and elsewhere >= 0.6) else 1
    edits = OSA.distance(one, two, score_cutoff=allowed)
    if edits > allowed:
        return None
    if edits == 1:
        cost = 0.7 if length >= 8 else 1.2 if length >= 6 else 2.6 if length == 5 else 3.0
        if length == 5 and (elsewhere >= 0.3 or (one[0] == two[0] and sorted(one) == sorted(two))):
            cost = 1.5  # other words agree, or two letters changed places
    elif edits == 2:
        cost = 1.6 if length >= 9 else 2.2 if length == 8 or elsewhere >= 0.6 else 2.8
    else:
        cost = 2.6
    if one[0] == two[0]:
        return cost
    return cost + (0.5 if length >= 6 else 0.8)


def _compare_joined(a: NormalName, left: list[int], b: NormalName, right: list[int]) -> Finding | None:
    """Compare what is left of both names without its spaces: "vander bild" and "vanderbilt"."""
    one, two = "".join(a.words[i] for i in left), "".join(b.words[j] for j in right)
    if any(a.classes[i] is WordClass.NUMBER for i in left) or any(b.classes[j] is WordClass.NUMBER for j in right):
        return None
    if not _has_distinctive(a, left) or not _has_distinctive(b, right):
        return None
    shown = " / ".join(sorted((one, two)))
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 3 or len(one) < 6:
        return None
    if one == two:
        return "word_sounds_alike", shown, 0.3
    if compute_sound(one) == compute_sound(two):
        return "word_sounds_alike", shown, 0.6
    cost = _typing_cost(one, two)
    return None if cost is None else ("word_misspelled", shown, cost + 0.4)


def _has_distinctive(name: NormalName, positions: list[int]) -> bool:
    return any(name.classes[i] is WordClass.DISTINCTIVE for i in positions)


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _report_leftovers(findings: list[Finding], a: NormalName, left: list[int], b: NormalName, right: list[int]) -> None:
    """Say which words only one name has, and which stand in place of each other."""
    for code, classes in (
        ("number_differs", (WordClass.NUMBER,)),
        ("place_differs", (WordClass.PLACE,)),
        ("word_differs", (WordClass.POPULAR, WordClass.DISTINCTIVE)),
        ("generic_differs", _GENERIC),
    ):
        ours = [i for i in left if a.classes[i] in classes]
        theirs = [j for j in right if b.classes[j] in classes]
        if ours and theirs:
            one, two = (" ".join(name.words[i] for i in some) for name, some in ((a, ours), (b, theirs)))
            findings.append((code, " / ".join(sorted((one, two))), 1.0))
            left = [i for i in left if i not in ours]
            right = [j for j in right if j not in theirs]
    _report_extra(findings, a, left)
    _report_extra(findings, b, right)


def _report_extra(findings: list[Finding], name: NormalName, positions: Sequence[int]) -> None:
    grouped: dict[str, list[str]] = {}
    for i in positions:
        word, word_class = name.words[i], name.classes[i]
        if word_class is WordClass.NUMBER and word == "1":
            code = "extra_first"
        elif word_class is WordClass.STRUCTURE:
            code = "extra_scope" if word in _SCOPE_WORDS else "extra_structure"
        else:
            code = _EXTRA[word_class]
        grouped.setdefault(code, []).append(word)
    for code, words in grouped.items():
        findings.append((code, " ".join(words), (1 + len(words)) / 2))
