"""Simulators: how a context lives its past again under a draft of its rules, told to the program at start.

The program knows versions, drafts and how to add up; the context alone knows what its rules decide and what follows from that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from steelyard.kernel.decisions import Reason
from steelyard.kernel.money import Money
from steelyard.kernel.periods import Period
from steelyard.program.refusals import SimulationNotOffered
from steelyard.program.terms import Direction


class RulesOfTheDay(Protocol):
    """The rules of a past decision, as they were and as they would have been."""

    def held(self, version_ids: Sequence[UUID]) -> Any:
        """Return the rules that these versions made together."""

    def drafted(self, version_ids: Sequence[UUID], region: str) -> Any:
        """Return the same with the draft in place of its line; the very same object where the draft does not reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Something of worth that the rules brought: on how many days of the time, and whether it is still there at its end."""

    key: str
    days: int
    lasts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a grant is called, and what one costs in a year."""

    name: str
    a_year: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What some rules said: the outcome, the reasons, and for how many days it grants something (0 where it grants nothing)."""

    outcome: str
    reasons: tuple[Reason, ...]
    days: int = 0
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedDecision:
    """One past decision under the rules of its day (`before`) and under the draft (`after`), each in a world of its own."""

    subject_id: UUID
    label: str
    """What the subject is called."""
    partner_id: UUID
    region: str
    kind: str
    """What kind of case it was, in the context's own words (source language), or by a name that somebody gave."""
    decided_at: datetime
    value: Decimal
    currency: str
    before: Verdict
    after: Verdict
    direction: Direction | None
    """For the partner; None where nothing changed."""
    is_knock_on: bool = False
    """Whether the draft does not govern this decision itself: it met a world that the draft had changed."""
    departure: str = ""
    """Why `before` is not what was recorded (source language); empty where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """How the decisions of one rulebook are made again. The sentences (source language) say what is simulated and what is not."""

    rulebook: str
    subject_prefix: str
    subject: str
    """What a case is about."""
    kinds: str
    """The heading of its cases by their kinds."""
    outcomes: Callable[[], Mapping[str, str]]
    simulated: tuple[str, ...]
    not_simulated: tuple[str, ...]
    count: Callable[[Period], int]
    """Counts the decisions of a window; call as the system."""
    replay: Callable[[Period, RulesOfTheDay], Iterator[SimulatedDecision]]
    """Yields them in order. Whoever consumes may write and commit between."""
    kinds_are_words: bool = True
    """Whether its kinds are words of the context's own, which are translated, and not names that somebody gave."""
    worth: Callable[[], Mapping[str, Worth]] = dict
    """What verdicts may grant, by key; call as the system."""


_simulators: dict[str, Simulator] = {}


def register_simulator(simulator: Simulator) -> None:
    """Tell the program how a rulebook's decisions are simulated."""
    if _simulators.setdefault(simulator.rulebook, simulator) is not simulator:
        raise ValueError(f"two simulators for {simulator.rulebook}")


def find_simulator(rulebook: str) -> Simulator | None:
    """Return how a rulebook's decisions are simulated, if somebody said."""
    return _simulators.get(rulebook)


def simulator_of(rulebook: str) -> Simulator:
    """Return how a rulebook's decisions are simulated. Raises: SimulationNotOffered."""
    try:
        return _simulators[rulebook]
    except KeyError:
        raise SimulationNotOffered from None
