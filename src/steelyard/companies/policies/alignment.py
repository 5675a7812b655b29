"""Aligning two names word by word: what they share, what is only spelled differently, what is left over."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from steelyard.companies.policies.likeness import compare_joined, compare_words
from steelyard.companies.policies.normalization import NormalName, known_acronyms
from steelyard.companies.policies.vocabulary import WordClass, vocabulary

Finding = tuple[str, str, float]
"""Code of an observation (`weights.WEIGHTS`), the words it is about, and its amount."""

_GENERIC = (WordClass.STRUCTURE, WordClass.DESCRIPTOR, WordClass.INDUSTRY)
_SCOPE_WORDS = frozenset(
    {"holding", "international", "global", "enterprise", "division", "branch", "subsidiary", "franchise"}
)
_SEAT_FIRST = frozenset({"CN"})
"""Countries in which a company's registered name begins with the province or city of its seat."""
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
_LEAST_BESIDE_INITIALS = 0.4
_COST_OF_INITIALS = {2: 1.6, 3: 1.0, 4: 0.6, 5: 0.4}
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
    word = "".join(short.words[i] for i in core)
    if not core or (len(core) > 1 and len(word) > len(core)):  # one word, or single letters ("P & G")
        return None
    if (word, long.compact) in known_acronyms():
        information = _ACRONYM_INFORMATION[max(5, min(len(word), 6))]
    elif len(word) >= 3 and len(long.words) >= 3 and word in long.initials:
        information = _ACRONYM_INFORMATION[min(len(word), 6)]
    else:
        return None
    rest = [i for i in range(len(short.words)) if i not in core and short.words[i] not in long.words]
    found = Alignment("name_acronym", word, information, 0.0, long=" ".join(long.words))
    _report_extra(found.findings, short, rest)
    return found


def _align_words(a: NormalName, b: NormalName) -> Alignment:
    fit = _Fit(a, b)
    fit.take_equal()
    if fit.left and fit.right:
        fit.take_respaced()
        fit.take_initials()
        fit.take_alike()
    if fit.left and fit.right and len(fit.left) + len(fit.right) > 2:
        fit.take_joined()
    if not fit.words:
        return Alignment("name_differs", "", 0.0, 0.0)
    _report_leftovers(fit.findings, a, fit.left, b, fit.right)
    return Alignment("name_shared", " ".join(fit.words), _enough(fit.information), _enough(fit.brand), fit.findings)


class _Fit:
    """Two names while their words are being paired: `left` and `right` are the positions not paired yet."""

    __slots__ = ("a", "b", "brand", "findings", "information", "left", "right", "words")

    def __init__(self, a: NormalName, b: NormalName) -> None:
        self.a, self.b = a, b
        self.left, self.right = list(range(len(a.words))), list(range(len(b.words)))
        self.information = self.brand = 0.0
        self.words: list[str] = []
        self.findings: list[Finding] = []

    def take_equal(self) -> None:
        """Pair the words that are the same, wherever they stand."""
        for i, word in enumerate(self.a.words):
            for j in self.right:
                if self.b.words[j] == word:
                    self._take([i], [j], word, 1.0)
                    break

    def take_respaced(self) -> None:
        """Pair neighbours of one name with the one word of the other that they make ("good will" and "goodwill")."""
        for j in tuple(self.right):
            run = _run_spelling(self.b.words[j], self.a, self.left)
            if run:
                self._take(run, [j], self.b.words[j], 1.0)
        for i in tuple(self.left):
            run = _run_spelling(self.a.words[i], self.b, self.right)
            if run:
                self._take([i], run, self.a.words[i], 1.0)

    def take_initials(self) -> None:
        """Pair a short word with neighbours of the other name that it abbreviates ("UC Berkeley"), beside what they share."""
        if self.information < _LEAST_BESIDE_INITIALS:
            return
        for j in tuple(self.right):
            run = _run_abbreviated(self.b.words[j], self.a, self.left)
            if run:
                self._take_initials(run, [j], self.b.words[j])
        for i in tuple(self.left):
            run = _run_abbreviated(self.a.words[i], self.b, self.right)
            if run:
                self._take_initials([i], run, self.a.words[i])

    def _take_initials(self, left: list[int], right: list[int], word: str) -> None:
        name, run = (self.a, left) if len(left) > len(right) else (self.b, right)
        spelled = " ".join(name.words[i] for i in run)
        self.findings.append(("word_initials", f"{word} / {spelled}", _COST_OF_INITIALS[len(word)]))
        self._take(left, right, word, 0.7)

    def take_alike(self) -> None:
        """Pair the words that look like one word, the most alike first."""
        a, b = self.a, self.b
        alike = sorted(
            (likeness.cost, likeness.code, *sorted((a.words[i], b.words[j])), i, j)
            for i in self.left
            for j in self.right
            if (likeness := compare_words(a, i, b, j, self.information)) is not None
        )
        for *_, i, j in alike:
            if i in self.left and j in self.right:
                # Pairs taken meanwhile agree too: that may make this one more likely.
                likeness = compare_words(a, i, b, j, self.information)
                if likeness is not None:
                    both = sorted((a.words[i], b.words[j]))
                    self.findings.append((likeness.code, " / ".join(both), likeness.cost))
                    self._take([i], [j], " ".join(dict.fromkeys(both)), max(0.3, 1 - likeness.cost / 5))

    def take_joined(self) -> None:
        """Pair all that is left if it is alike without its spaces ("vander bild" and "vanderbilt")."""
        if not all(_may_join(name, rest) for name, rest in ((self.a, self.left), (self.b, self.right))):
            return
        one, two = "".join(self.a.words[i] for i in self.left), "".join(self.b.words[j] for j in self.right)
        likeness = compare_joined(one, two)
        if likeness is not None:
            shown = " / ".join(sorted((one, two)))
            self.findings.append((likeness.code, shown, likeness.cost))
            self._take(self.left, self.right, shown, 0.7)

    def _take(self, left: list[int], right: list[int], shown: str, kept: float) -> None:
        """Count these words as shared, at what the less telling side of them says, times `kept`."""
        ours, theirs = (sum(name.information[i] for i in some) for name, some in ((self.a, left), (self.b, right)))
        self.information += min(ours, theirs) * kept
        self.brand += min(_brand(self.a, left), _brand(self.b, right)) * kept
        self.words.append(shown)
        self.left = [i for i in self.left if i not in left]
        self.right = [j for j in self.right if j not in right]


def _run_spelling(word: str, name: NormalName, loose: list[int]) -> list[int] | None:
    """Return two or three loose neighbours that make `word` when written together."""
    words = name.words
    for i in loose[:-1]:
        if not word.startswith(words[i]):
            continue
        for size in (2, 3):
            run = list(range(i, i + size))
            if run[-1] in loose and "".join(words[i : i + size]) == word and all(k in loose for k in run):
                return run
    return None


def _run_abbreviated(word: str, name: NormalName, loose: list[int]) -> list[int] | None:
    """Return the loose neighbours whose first letters make `word`, which is not a word that everybody knows."""
    size = len(word)
    if size not in _COST_OF_INITIALS or word in vocabulary() or not word.isalpha():
        return None
    for at in range(len(loose) - size + 1):
        run = loose[at : at + size]
        if run[-1] - run[0] == size - 1 and all(name.words[i][0] == word[k] for k, i in enumerate(run)):
            return run
    return None


def _may_join(name: NormalName, rest: list[int]) -> bool:
    classes = [name.classes[i] for i in rest]
    return WordClass.NUMBER not in classes and WordClass.DISTINCTIVE in classes


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
        elif i == 0 and name.places[i] in _SEAT_FIRST and len(name.words) > 2:
            code = "extra_seat"
        elif word_class is WordClass.STRUCTURE:
            code = "extra_scope" if word in _SCOPE_WORDS else "extra_structure"
        else:
            code = _EXTRA[word_class]
        grouped.setdefault(code, []).append(word)
    for code, words in grouped.items():
        findings.append((code, " ".join(words), (1 + len(words)) / 2))
