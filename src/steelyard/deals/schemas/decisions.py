"""What was decided or can be expected, why, and what would change it."""

from datetime import datetime
from typing import Any, Self

from steelyard.deals.cards import Preview, RegistrationCard
from steelyard.deals.commands import Submitted
from steelyard.deals.queries import render_changes, render_reasons
from steelyard.kernel.actors import Actor
from steelyard.platform.http.schemas import Schema
from steelyard.program.public import ChangeView, DecisionView, ReasonView


class DecisionReasonOut(Schema):
    """A reason, the rule that gave it, and the product family that it is about."""

    code: str
    rule: str
    message: str
    line: str | None
    params: dict[str, Any]

    @classmethod
    def of(cls, view: ReasonView) -> Self:
        return cls(code=view.code, rule=view.rule, message=view.message, line=view.line, params=dict(view.params))


class WouldChangeOut(Schema):
    """What would change the outcome, and to what."""

    code: str
    message: str
    outcome: str
    params: dict[str, Any]

    @classmethod
    def of(cls, view: ChangeView) -> Self:
        return cls(code=view.code, message=view.message, outcome=view.outcome, params=dict(view.params))


class RegistrationDecisionOut(Schema):
    """What was decided, why, under which rules, and what would change it."""

    outcome: str
    reasons: list[DecisionReasonOut]
    would_change: list[WouldChangeOut]
    rules_version: str
    protected_until: datetime | None
    is_provisional: bool

    @classmethod
    def of(cls, view: DecisionView, card: RegistrationCard) -> Self:
        return cls(
            outcome=view.outcome,
            reasons=[DecisionReasonOut.of(reason) for reason in view.reasons],
            would_change=[WouldChangeOut.of(change) for change in view.would_change],
            rules_version=view.rules_label,
            protected_until=card.protected_until,
            is_provisional=card.is_provisional,
        )


class SubmittedOut(Schema):
    """The answer to a submission: the registration and its decision."""

    id: str
    state: str
    version: int
    lines: list[dict[str, str]]
    due_at: datetime | None
    decision: RegistrationDecisionOut

    @classmethod
    def of(cls, answer: Submitted, actor: Actor) -> Self:
        decision = answer.decision
        return cls(
            id=answer.public_id,
            state=answer.state,
            version=answer.version,
            lines=[{"family": line.family, "state": line.outcome.state} for line in decision.lines],
            due_at=answer.due_at,
            decision=RegistrationDecisionOut(
                outcome=decision.outcome,
                reasons=[DecisionReasonOut.of(view) for view in render_reasons(decision.reasons, actor)],
                would_change=[WouldChangeOut.of(view) for view in render_changes(decision.would_change)],
                rules_version=answer.rules_label,
                protected_until=answer.protected_until,
                is_provisional=decision.is_provisional,
            ),
        )


class PreviewOut(Schema):
    """What a submission can expect, without a word about anybody else."""

    outlook: str
    message: str
    reasons: list[DecisionReasonOut]
    would_change: list[WouldChangeOut]
    rules_version: str

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            outlook=preview.outlook,
            message=preview.message,
            reasons=[DecisionReasonOut.of(reason) for reason in preview.reasons],
            would_change=[WouldChangeOut.of(change) for change in preview.would_change],
            rules_version=preview.rules_label,
        )
