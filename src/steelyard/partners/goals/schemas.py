"""What the API of goals takes and gives."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.goals.terms import GoalCard, GoalDraft, GoalRecord, GoalShape, Pace, RevisionCard, RevisionDraft
from steelyard.partners.models import Partner
from steelyard.partners.tiers.metrics import MetricUnit
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.program.public import render_reason


class GoalRevisionIn(Body):
    """What one side proposes."""

    target: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=2)]
    shape: GoalShape = GoalShape.LINEAR
    reason: Annotated[Text, Field(max_length=500)] = ""

    def revision(self) -> RevisionDraft:
        return RevisionDraft(target=self.target, shape=self.shape, reason=self.reason)


class GoalIn(GoalRevisionIn):
    """A goal for a partner, from a day up to one that no longer counts."""

    partner_id: str
    metric: Annotated[Line, Field(max_length=100, examples=["pipeline.won_count"])]
    starts_on: date
    until: date

    def draft(self) -> GoalDraft:
        return GoalDraft(metric=self.metric, starts_on=self.starts_on, until=self.until, revision=self.revision())


class GoalAnswerIn(Body):
    """Whether this side agrees to what the other proposed."""

    agrees: bool


class GoalReasonOut(Schema):
    """A reason by its stable code, with its sentence."""

    code: str
    rule: str
    text: str


class GoalOut(Schema):
    """A goal and how far it is. Money counts in `currency`; `target` is null before the first agreement."""

    id: str
    partner_id: str
    partner: str
    metric: str
    unit: MetricUnit
    currency: str
    starts_on: date
    until: date
    target: Decimal | None
    shape: GoalShape
    pace: Pace
    actual: Decimal | None
    expected: Decimal | None
    reasons: list[GoalReasonOut]
    is_waiting: Annotated[bool, Field(description="Whether a proposal waits for an answer.")]
    updated_at: datetime

    @classmethod
    def of(cls, card: GoalCard, actor: Actor) -> "GoalOut":
        return cls(**fields_of(card, actor))


class GoalRevisionOut(Schema):
    """What was proposed, and what became of it; `is_agreed` is null while it waits."""

    number: int
    target: Decimal
    shape: GoalShape
    reason: str
    by: str
    by_host: bool
    proposed_at: datetime
    answered_at: datetime | None
    is_agreed: bool | None

    @classmethod
    def of(cls, card: RevisionCard) -> "GoalRevisionOut":
        return cls.model_validate(card)


class GoalDetailOut(GoalOut):
    """A goal with all that was proposed for it, newest first."""

    revisions: list[GoalRevisionOut]

    @classmethod
    def of_record(cls, record: GoalRecord, actor: Actor) -> "GoalDetailOut":
        return cls(**fields_of(record.card, actor), revisions=[GoalRevisionOut.of(one) for one in record.revisions])


def fields_of(card: GoalCard, actor: Actor) -> dict[str, object]:
    """Return the fields as the card has them, with the reasons in words."""
    same = ("partner", "metric", "unit", "currency", "starts_on", "until", "target", "shape", "pace", "is_waiting")
    standing = card.standing
    reasons = standing.reasons if standing else ()
    return {
        **{name: getattr(card, name) for name in (*same, "updated_at")},
        "id": card.public_id,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "actual": standing.actual if standing else None,
        "expected": standing.expected if standing else None,
        "reasons": [
            GoalReasonOut(code=reason.code, rule=reason.rule, text=render_reason(asdict(reason), actor))
            for reason in reasons
        ],
    }
