"""Adding up a simulation: how many decisions, how far from the record, and a digest that two equal runs share. Pure."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from steelyard.kernel.ids import public_id
from steelyard.program.simulators import SimulatedDecision, Verdict, Worth
from steelyard.program.terms import Direction

_MOST_NAMED = 20


@dataclass(slots=True)
class Tally:
    """What a simulation came to, decision by decision."""

    subject_prefix: str
    worth: Mapping[str, Worth] = field(default_factory=dict)
    decisions: int = 0
    changed: int = 0
    knock_on: int = 0
    departures: Counter[str] = field(default_factory=Counter)
    departed: list[str] = field(default_factory=list)
    """The first of those that do not come out as recorded."""
    days_before: int = 0
    days_after: int = 0
    grants: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Of each grant, how many last at the end and on how many days it was there, before and after."""
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, decided: SimulatedDecision) -> None:
        """Count one decision."""
        self.decisions += 1
        self.days_before += decided.before.days
        self.days_after += decided.after.days
        for world, verdict in (("before", decided.before), ("after", decided.after)):
            for grant in verdict.grants:
                self.grants[grant.key][f"days_{world}"] += grant.days
                self.grants[grant.key][f"lasting_{world}"] += grant.lasts
        if decided.departure:
            self.departures[decided.departure] += 1
            if len(self.departed) < _MOST_NAMED:
                self.departed.append(public_id(self.subject_prefix, decided.subject_id))
        if decided.direction is not None:
            self.changed += 1
            self.knock_on += decided.is_knock_on
        self._hash.update(f"{decided.subject_id} {_line(decided.before)} {_line(decided.after)}\n".encode())

    @property
    def digest(self) -> str:
        return str(self._hash.hexdigest())

    def summary(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {
            "decisions": self.decisions,
            "changed": self.changed,
            "knock_on": self.knock_on,
            "departures": dict(self.departures),
            "departed": self.departed,
            "days_before": self.days_before,
            "days_after": self.days_after,
            "grants": [self._grant(key) for key in sorted(self.grants)],
        }

    def _grant(self, key: str) -> dict[str, Any]:
        worth, counts = self.worth[key], self.grants[key]
        said = {"key": key, "name": worth.name, "a_year": str(worth.a_year.amount), "currency": worth.a_year.currency}
        return {**said, **{name: counts[name] for name in _COUNTED}}


_COUNTED = ("lasting_before", "lasting_after", "days_before", "days_after")


def _line(verdict: Verdict) -> str:
    reasons = ",".join(f"{reason.rule}:{reason.code}:{reason.line or ''}" for reason in verdict.reasons)
    return f"{verdict.outcome} {verdict.days} {reasons}"


def rule_of(decided: SimulatedDecision) -> str:
    """Return the rule that makes the difference: the gravest reason's of the answer that is harder on the partner."""
    harder = decided.before if decided.direction is Direction.BETTER else decided.after
    return harder.reasons[0].rule if harder.reasons else ""
