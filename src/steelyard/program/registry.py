"""What contexts tell the program at start: their rulebooks, the kinds of decision they make, and the words of their reasons."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from steelyard.kernel.decisions import Decision
from steelyard.kernel.refusals import sentence
from steelyard.program.refusals import RulebookUnknown
from steelyard.program.rules import Rulebook

Decide = Callable[[Mapping[str, Any], Any], Decision]
"""Decides again from stored facts (plain JSON) under some version of the rulebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionKind:
    """A kind of decision: which rulebook governs it, what it is about, and how to make it again."""

    kind: str
    label: str
    rulebook: str
    subject_prefix: str
    decide: Decide
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """The word (source language) for each outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonText:
    """The sentence of a reason or change (source language, `{name}` fields from its params).

    `for_partners` is what a partner reads instead where the reason is confidential; it can use no params.
    """

    text: str
    for_partners: str = ""


UNSPOKEN = ReasonText(text=sentence("This rule applied; ask your channel manager about it."))

_rulebooks: dict[str, type[Rulebook]] = {}
_kinds: dict[str, DecisionKind] = {}
_reasons: dict[str, ReasonText] = {}
_catalogs: dict[str, Callable[[], Collection[str]]] = {}


def register_rulebook(key: str, model: type[Rulebook]) -> None:
    """Tell the program of a rulebook; its versions are kept under `key`."""
    if _rulebooks.setdefault(key, model) is not model:
        raise ValueError(f"two rulebooks are called {key}")


def register_decisions(kind: DecisionKind) -> None:
    """Tell the program how a kind of decision is explained and made again."""
    if _kinds.setdefault(kind.kind, kind) is not kind:
        raise ValueError(f"two kinds of decision are called {kind.kind}")


def register_reasons(texts: Mapping[str, ReasonText | str]) -> None:
    """Tell the program the sentences of reason and change codes; a plain sentence is for everyone."""
    for code, text in texts.items():
        words = ReasonText(text=text) if isinstance(text, str) else text
        if _reasons.setdefault(code, words) != words:
            raise ValueError(f"two sentences for the reason {code}")


def register_catalog(name: str, find_words: Callable[[], Collection[str]]) -> None:
    """Tell the program all the words of a list that conditions name things of: tiers, types, regions."""
    if _catalogs.setdefault(name, find_words) is not find_words:
        raise ValueError(f"two catalogs are called {name}")


def find_catalogs() -> dict[str, Collection[str]]:
    """Return the words of every catalog as they are now."""
    return {name: find_words() for name, find_words in sorted(_catalogs.items())}


def rulebooks() -> dict[str, type[Rulebook]]:
    """Return every rulebook by its key."""
    return dict(sorted(_rulebooks.items()))


def rulebook_of(key: str) -> type[Rulebook]:
    """Return the rulebook called `key`. Raises: RulebookUnknown."""
    try:
        return _rulebooks[key]
    except KeyError:
        raise RulebookUnknown from None


def find_kind(kind: str) -> DecisionKind | None:
    """Return what is known about a kind of decision."""
    return _kinds.get(kind)


def find_kinds_about(subject_prefix: str) -> list[DecisionKind]:
    """Return the kinds of decision that are about things with this id prefix."""
    return [kind for kind in _kinds.values() if kind.subject_prefix == subject_prefix]


def reason_text(code: str) -> ReasonText:
    """Return the sentence of a reason or change code."""
    return _reasons.get(code, UNSPOKEN)
