"""Decisions: an outcome with the reasons that gave it and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason, by the rule that gave it. `code` is stable; the sentence is rendered where it is shown.

    `params` fill the sentence for those who may know everything; `is_confidential` marks a reason whose params speak of
    others, so that a partner is shown the bare sentence of the code.
    """

    code: str
    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)
    line: str | None = None
    """The product family (or other part) that the reason is about; None for the whole."""
    is_confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that would change the outcome: a fact to alter, and the outcome it would then have."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RungResult:
    """How one rule of a ladder was evaluated: hit, passed or not reached, so that a reader can follow the whole way down."""

    rule: str
    code: str
    result: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a policy answers: facts and rules in, outcome and reasons out; nothing else has an influence."""

    outcome: str
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...] = ()
    ladder: tuple[RungResult, ...] = ()
