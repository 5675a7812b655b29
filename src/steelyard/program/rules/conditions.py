"""Conditions in CEL, for what typed settings do not reach: checked against the facts of their subject before they are kept.

A context names the facts that its conditions may speak of:

    VOCABULARY = Vocabulary(
        Fact("value", FactKind.NUMBER, sentence("Value of the deal")),
        Fact("type", FactKind.TEXT, sentence("Role"), words=("sourced", "renewal")),
    )
    VOCABULARY.compile('value >= 50000.0 && type == "renewal"').holds({"value": 60000.0, "type": "renewal"})

A condition about a fact that is not known does not hold. Source of the language: the Common Expression Language specification; what
parses, checks and evaluates is its reference implementation.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import combinations, islice, pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any

from steelyard.kernel.refusals import sentence
from steelyard.program.rules.terms import Term

if TYPE_CHECKING:
    from cel_expr_python import cel

LONGEST = 1000
_MOST_LOOPS = 2
_MOST_EXAMPLES = 50_000
"""How many worlds are tried for one in which a condition holds: some tenths of a second at most."""


class FactKind(StrEnum):
    """What a fact is, in the language's own types."""

    TEXT = "string"
    TEXTS = "list(string)"
    NUMBER = "double"
    WHOLE = "int"
    TRUTH = "bool"
    INSTANT = "timestamp"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    FactKind.TEXT: sentence("text"),
    FactKind.TEXTS: sentence("list of texts"),
    FactKind.NUMBER: sentence("number with decimals"),
    FactKind.WHOLE: sentence("whole number"),
    FactKind.TRUTH: sentence("true or false"),
    FactKind.INSTANT: sentence("instant (UTC)"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that conditions may speak of.

    `words` are all the values that a text can have, where they are known; `catalog` names a list of the program that has them.
    """

    name: str
    kind: FactKind
    meaning: str
    words: tuple[str, ...] = ()
    catalog: str = ""


class ConditionInvalid(ValueError):
    """A condition that cannot be kept: why, and at which of its characters (source language, `{name}` fields)."""

    def __init__(self, text: str, **params: Any) -> None:
        super().__init__(text.format(**params))
        self.text, self.params = text, params


class Vocabulary:
    """The facts that conditions of one subject may speak of."""

    def __init__(self, *facts: Fact) -> None:
        self.facts = facts
        self._kinds = {fact.name: fact.kind for fact in facts}
        self._compiled = lru_cache(maxsize=500)(self._compile)

    def knowing(self, catalogs: Mapping[str, Iterable[str]]) -> "Vocabulary":
        """Return this vocabulary with the words that its facts have in the catalogs, or none at all."""
        return Vocabulary(
            *(
                replace(fact, words=("", *catalogs[fact.catalog])) if fact.catalog in catalogs else fact
                for fact in self.facts
            )
        )

    def compile(self, text: str) -> "Condition":
        """Return the condition behind the text. Raises: ConditionInvalid."""
        return self._compiled(text)

    def check(self, text: str) -> None:
        """Make sure that the text is a condition that some case can meet. Raises: ConditionInvalid."""
        if self.compile(text).is_impossible:
            raise ConditionInvalid(sentence("No case can ever meet this condition."))

    def _compile(self, text: str) -> "Condition":
        if not text.strip():
            raise ConditionInvalid(sentence("A condition is needed."))
        if len(text) > LONGEST:
            raise ConditionInvalid(sentence("A condition has at most {count} characters."), count=LONGEST)
        if len(loops := list(_LOOP.finditer(text))) > _MOST_LOOPS:
            raise ConditionInvalid(
                sentence("At character {place}: a condition goes through lists at most {count} times."),
                place=loops[_MOST_LOOPS].start() + 1,
                count=_MOST_LOOPS,
            )
        try:
            expression = self._environment.compile(text)
        except RuntimeError as error:  # the library's word for whatever is wrong with an expression
            raise _explain(str(error), self._kinds) from error
        if (kind := expression.return_type().name()) != "BOOL":
            raise ConditionInvalid(
                sentence("A condition is true or false; this is of type {type}."), type=Term(_label_of(kind.lower()))
            )
        return Condition(text, expression, self.facts)

    @cached_property
    def _environment(self) -> "cel.Env":
        # Loaded when the first condition is met: most installations have none.
        from cel_expr_python import cel

        types = {
            FactKind.TEXT: cel.Type.STRING,
            FactKind.TEXTS: cel.Type.List(cel.Type.STRING),
            FactKind.NUMBER: cel.Type.DOUBLE,
            FactKind.WHOLE: cel.Type.INT,
            FactKind.TRUTH: cel.Type.BOOL,
            FactKind.INSTANT: cel.Type.TIMESTAMP,
        }
        return cel.NewEnv(variables={fact.name: types[fact.kind] for fact in self.facts})


class Condition:
    """A checked condition."""

    def __init__(self, text: str, expression: "cel.Expression", facts: Iterable[Fact]) -> None:
        self.text, self._expression = text, expression
        bare = _TEXT.sub('""', text)
        words = set(_NAME.findall(bare))
        self.facts = tuple(fact for fact in facts if fact.name in words)
        self._choices = [_candidates(fact, text) for fact in self.facts]
        # Only where the facts are held against nothing but what the text names do these worlds stand for all.
        self._is_complete = (
            not _BEYOND_SEARCH.search(bare)
            and not _SPECIAL_TEXT.search(text)
            and len(_named(text)) <= _MOST_WORDS
            and prod(map(len, self._choices)) <= _MOST_EXAMPLES
        )

    @property
    def used(self) -> frozenset[str]:
        """The names of the facts that the condition speaks of."""
        return frozenset(fact.name for fact in self.facts)

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Tell whether the facts meet the condition; a fact that is absent is not known."""
        return self._expression.eval(data=facts).value() is True

    def find_example(self) -> dict[str, Any] | None:
        """Return facts that meet the condition, or None where none of the worlds that its own words suggest does."""
        names = [fact.name for fact in self.facts]
        worlds = (dict(zip(names, world, strict=True)) for world in product(*self._choices))
        return next((world for world in islice(worlds, _MOST_EXAMPLES) if self.holds(world)), None)

    @property
    def is_impossible(self) -> bool:
        """True where it is certain that no facts meet the condition."""
        return self._is_complete and self.find_example() is None


# --- Examples ---------------------------------------------------------------------------------------------------------

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"|' + r"'((?:[^'\\]|\\.)*)'")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_LOOP = re.compile(r"\.(?:all|exists|exists_one|filter|map)\s*\(")
_BEYOND_SEARCH = re.compile(
    r"[-+*/%]|\.\w+\s*\(|\b(?:size|double|int|uint|string|timestamp|duration|matches)\s*\(|(?<!in )(?<!in)\["
)
"""Arithmetic, functions and places in lists: what reaches values that the text does not name."""
_SPECIAL_TEXT = re.compile(r'"{3}|\'{3}|\\')
_NOT_NAMED = ("(another)", "(a second)", "(a third)")
_MOST_WORDS = 8
_ANY_INSTANT = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _candidates(fact: Fact, text: str) -> list[Any]:
    """Return the values of a fact that can make a difference to a condition: those that it names, and those around them."""
    named = [word for word in _named(text) if not fact.words or word in fact.words]
    others = [word for word in fact.words if word not in named][:3] if fact.words else list(_NOT_NAMED)
    match fact.kind:
        case FactKind.TRUTH:
            return [True, False]
        case FactKind.TEXT if fact.words:
            return [*named, *others]
        case FactKind.TEXT:
            return [*named, *(f"{word}\x01" for word in named), "", *others]
        case FactKind.TEXTS:
            some = [*named, *others][: _MOST_WORDS + 1]
            return [list(chosen) for count in range(len(some) + 1) for chosen in combinations(some, count)]
        case FactKind.INSTANT:
            return [_ANY_INSTANT]
        case _:
            return _numbers(fact.kind, text)


def _named(text: str) -> list[str]:
    return list(dict.fromkeys(first or second for first, second in _TEXT.findall(text)))


def _numbers(kind: FactKind, text: str) -> list[float]:
    literals = sorted({float(number) for number in _NUMBER.findall(_TEXT.sub('""', text))} | {0.0})
    if kind is FactKind.WHOLE:
        # Two steps on either side, so that facts that are compared with each other find room in every gap.
        return sorted({int(literal) + step for literal in literals for step in (0, 1, 2, -1, -2)})
    between = [low + (high - low) * third / 3 for low, high in pairwise(literals) for third in (1, 2)]
    return [literals[0] - 1, literals[0] - 2, *literals, *between, literals[-1] + 1, literals[-1] + 2]


# --- Errors in words --------------------------------------------------------------------------------------------------

_ERROR = re.compile(r"ERROR: <input>:\d+:(\d+): (.*?)(?:\n|$)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']+)' applied to '\(([^)]*(?:\([^)]*\)[^)]*)*)\)'")


def _explain(message: str, kinds: Mapping[str, FactKind]) -> ConditionInvalid:
    found = _ERROR.search(message)
    if found is None:
        return ConditionInvalid(sentence("This cannot be read: {detail}"), detail=message)
    place, detail = int(found[1]), found[2]
    if unknown := _UNDECLARED.search(detail):
        return ConditionInvalid(
            sentence("At character {place}: “{name}” is not known here. Known are: {names}."),
            place=place,
            name=unknown[1],
            names=tuple(sorted(kinds)),
        )
    if overload := _OVERLOAD.search(detail):
        operation, types = overload[1].strip("_"), overload[2].split(", ")
        if {"double", "int"} <= set(types):
            return ConditionInvalid(
                sentence(
                    "At character {place}: “{operation}” does not mix whole numbers and decimals;"
                    " write 100.0 instead of 100."
                ),
                place=place,
                operation=operation,
            )
        return ConditionInvalid(
            sentence("At character {place}: “{operation}” does not work on: {types}."),
            place=place,
            operation=operation,
            types=tuple(Term(_label_of(name)) for name in types),
        )
    if detail.startswith("Syntax error"):
        return ConditionInvalid(
            sentence("At character {place}: the condition cannot be read from here on."), place=place
        )
    return ConditionInvalid(sentence("At character {place}: {detail}"), place=place, detail=detail)


def _label_of(name: str) -> str:
    return FactKind(name).label if name in set(FactKind) else name
