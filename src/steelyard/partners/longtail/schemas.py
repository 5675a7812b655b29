"""What the API of the long tail takes and gives."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.longtail.terms import RiseCard, RiseState, TailCard, TailSummary
from steelyard.partners.models import Partner
from steelyard.platform.http.schemas import Body, Schema, Text
from steelyard.program.public import render_reason

Rate = Annotated[Decimal, Field(description="From 0 to 1.")]


class TailGroupOut(Schema):
    """Some partners of the long tail together: how many, how many of them active, and the value that they won."""

    key: str
    partners: int
    active: int
    value: Decimal


class ParetoPointOut(Schema):
    """Which share of the whole value the best so many partners bring."""

    partners: Rate
    value: Rate


class LongTailOut(Schema):
    """The long tail against all partners, as of the last night; `share` is null where nothing was won."""

    partners: int
    all_partners: int
    value: Decimal
    all_value: Decimal
    share: Rate | None
    active: int
    rising: int
    currency: str
    months: int
    groups: list[TailGroupOut]
    curve: list[ParetoPointOut]
    evaluated_at: datetime | None

    @classmethod
    def of(cls, one: TailSummary) -> "LongTailOut":
        return cls.model_validate(one)


class LongTailPartnerOut(Schema):
    """A partner of the long tail. `touches` are days with a sign of life; `rise_id` is empty unless it rises."""

    partner_id: str
    partner: str
    region: str
    track: str
    since_on: date | None
    value: Decimal
    currency: str
    touches: int
    tier: str
    quiet_days: int | None
    rise_id: str
    evaluated_at: datetime

    @classmethod
    def of(cls, card: TailCard) -> "LongTailPartnerOut":
        return cls(**{**asdict(card), "partner_id": public_id(Partner.PREFIX, card.partner_id)})


class RiseMeasureOut(Schema):
    """One measure of a rise: what there was, what its past let expect, and how likely that much is without growth."""

    key: str
    metric: str
    recent: Decimal
    expected: Decimal
    chance: Rate
    rises: bool


class RiseReasonOut(Schema):
    """A reason by its stable code and rule, with its sentence."""

    code: str
    rule: str
    text: str


class RiseOut(Schema):
    """That a small partner rises, by what, and what became of it."""

    id: str
    partner_id: str
    partner: str
    region: str
    raised_on: date
    state: RiseState
    ended_on: date | None
    dismissed_at: datetime | None
    dismissed_by: str
    reason: str
    lead: str
    rules: str
    measures: list[RiseMeasureOut]
    reasons: list[RiseReasonOut]
    updated_at: datetime

    @classmethod
    def of(cls, card: RiseCard, actor: Actor) -> "RiseOut":
        same = ("partner", "region", "raised_on", "state", "ended_on", "dismissed_at", "dismissed_by", "reason")
        return cls(
            **{name: getattr(card, name) for name in (*same, "lead", "rules", "updated_at")},
            id=card.public_id,
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            measures=[RiseMeasureOut.model_validate(one) for one in card.decision.standings],
            reasons=[
                RiseReasonOut(code=one.code, rule=one.rule, text=render_reason(asdict(one), actor))
                for one in card.decision.reasons
            ],
        )


class RiseDismissalIn(Body):
    """Why there is nothing in a rise."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]
