"""Decisions, explained and replayed."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from steelyard.platform.http.schemas import Body, Line, Schema
from steelyard.program.cards import DecisionView, Explanation, Replay
from steelyard.program.schemas.rules import RuleLineOut


class ReasonOut(Schema):
    """A reason with the rule that gave it."""

    code: str
    rule: str
    message: str
    line: str | None
    params: dict[str, Any]


class ChangeOut(Schema):
    """What would change the outcome, and to what."""

    code: str
    message: str
    outcome: str
    params: dict[str, Any]


class DecisionOut(Schema):
    """A decision as its reader may know it."""

    id: str
    kind: str
    subject: str
    outcome: str
    reasons: list[ReasonOut]
    would_change: list[ChangeOut]
    rules_version: str
    decided_at: datetime
    decided_by: str | None

    @classmethod
    def of(cls, view: DecisionView) -> Self:
        """Return the answer for a decision."""
        return cls(
            id=view.public_id,
            kind=view.kind,
            subject=view.subject_public_id,
            outcome=view.outcome,
            reasons=[
                ReasonOut(code=r.code, rule=r.rule, message=r.message, line=r.line, params=dict(r.params))
                for r in view.reasons
            ],
            would_change=[
                ChangeOut(code=c.code, message=c.message, outcome=c.outcome, params=dict(c.params))
                for c in view.would_change
            ],
            rules_version=view.rules_label,
            decided_at=view.decided_at,
            decided_by=view.decided_by.name if view.decided_by else None,
        )


class RungOut(Schema):
    """One rule of the ladder as it was evaluated."""

    rule: str
    code: str
    result: str
    sentence: str
    message: str


class ExplanationOut(DecisionOut):
    """A decision with the rules of its day; ladder and facts for the host only."""

    rules: list[RuleLineOut]
    ladder: list[RungOut]
    facts: dict[str, Any]

    @classmethod
    def explaining(cls, told: Explanation) -> Self:
        """Return the answer for an explanation."""
        decision = DecisionOut.of(told.decision)
        return cls(
            **decision.model_dump(),
            rules=[
                RuleLineOut(rule=line.rule, section=line.section, text=line.text, is_regional=line.is_regional)
                for line in told.rules.lines
            ],
            ladder=[
                RungOut(rule=r.rule, code=r.code, result=r.result, sentence=r.sentence, message=r.message)
                for r in told.ladder
            ],
            facts=dict(told.facts),
        )


class ReplayIn(Body):
    """Under which versions to decide again, the global one first; without them, those of the decision's day."""

    version_ids: list[Line] | None = Field(None, min_length=1, max_length=10)


class ReplayOut(Schema):
    """A decision made again."""

    decision: str
    rules_version: str
    recorded_outcome: str
    outcome: str
    is_same: bool
    reasons: list[dict[str, str]]

    @classmethod
    def of(cls, replay: Replay, decision: str) -> Self:
        """Return the answer for a replay."""
        return cls(
            decision=decision,
            rules_version=replay.rules_label,
            recorded_outcome=replay.recorded_outcome,
            outcome=replay.outcome,
            is_same=replay.is_same,
            reasons=[{"code": code, "rule": rule} for code, rule in replay.reasons],
        )
