"""What the pipeline's API takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.pipeline.cards import InstalledCard, NamedAccountCard
from steelyard.pipeline.queries import ForecastRow, Lane, OpportunityRecord
from steelyard.pipeline.terms import (
    ActivityKind,
    Direction,
    ForecastCategory,
    LineDraft,
    LostReason,
    OpportunityCard,
    Transactor,
)
from steelyard.platform.http.schemas import Amount, Body, Line, MoneySchema, Schema, Text

Reference = Annotated[Line, Field(max_length=100)]


def money_out(money: Money) -> MoneySchema:
    """Return the amount as the API says it."""
    return MoneySchema(amount=money.amount, currency=money.currency)


def _outside(prefix: str, key: UUID | None) -> str | None:
    return public_id(prefix, key) if key else None


class LineIn(Body):
    """A product family with its share of the amount, if anybody has said it."""

    family: Line
    amount: Amount | None = None

    def draft(self) -> LineDraft:
        return LineDraft(family=self.family, amount=self.amount)


class LineOut(Schema):
    """A product family with its share of the amount."""

    family: str
    amount: Amount | None


class OpportunityOut(Schema):
    """An opportunity as lists show it; `partner_id` is null where it is direct. `version` goes back with a change."""

    id: str
    name: str
    company_id: str
    company: str
    partner_id: str | None
    partner: str
    owner_id: str | None
    owner: str
    region: str
    stage: str
    amount: MoneySchema
    close_on: date
    next_step: str
    next_step_on: date | None
    forecast_category: ForecastCategory
    state: Literal["open", "won", "lost"]
    opened_at: datetime
    closed_at: datetime | None
    last_activity_at: datetime
    source_registration_id: str | None
    external_id: str
    version: int
    updated_at: datetime

    @classmethod
    def fields_of(cls, card: OpportunityCard) -> dict[str, object]:
        """Return the fields as the card has them, ids as the outside knows them."""
        return {
            **{name: getattr(card, name) for name in cls.model_fields if hasattr(card, name)},
            "id": card.public_id,
            "company_id": _outside("company", card.company_id),
            "partner_id": _outside("partner", card.partner_id),
            "owner_id": _outside("person", card.owner_id),
            "source_registration_id": _outside("dealreg", card.source_registration_id),
            "amount": money_out(card.amount),
            "state": card.outcome or "open",
        }

    @classmethod
    def of(cls, card: OpportunityCard) -> "OpportunityOut":
        return cls.model_validate(OpportunityOut.fields_of(card))


class OpportunityDetailOut(OpportunityOut):
    """An opportunity with all that its page shows."""

    lines: list[LineOut]
    quote_reference: str
    order_reference: str
    transacted_by: str
    partner_owner_id: str | None
    stage_since_at: datetime
    lost_reason: str
    lost_detail: str

    @classmethod
    def of_record(cls, record: OpportunityRecord) -> "OpportunityDetailOut":
        return cls.model_validate(
            {
                **OpportunityOut.fields_of(record.card),
                "lines": [LineOut(family=line.family, amount=line.amount) for line in record.lines],
                "quote_reference": record.quote_reference,
                "order_reference": record.order_reference,
                "transacted_by": record.transacted_by,
                "partner_owner_id": _outside("person", record.partner_owner_id),
                "stage_since_at": record.stage_since_at,
                "lost_reason": record.lost_reason,
                "lost_detail": record.lost_detail,
            }
        )


class OpportunityPatch(Body):
    """Terms to change; what is left out stays. Partners may change next step, close date and references."""

    name: Line | None = Field(None, min_length=1)
    region: Line | None = None
    amount: MoneySchema | None = None
    close_on: date | None = None
    lines: list[LineIn] | None = Field(None, max_length=50)
    next_step: Annotated[Line, Field(max_length=500)] | None = None
    next_step_on: date | None = None
    forecast_category: ForecastCategory | None = None
    quote_reference: Reference | None = None
    order_reference: Reference | None = None
    transacted_by: Transactor | Literal[""] | None = None
    external_id: Reference | None = None
    version: int | None = Field(None, description="The version that the change was made from; another one is refused.")


class StageIn(Body):
    """The open stage to move to."""

    stage: Line
    version: int | None = None


class StageOut(Schema):
    """A stage; `probability` is a rate from 0 to 1."""

    key: str
    name: str
    kind: Literal["open", "won", "lost"]
    position: int
    probability: Decimal


class WinIn(Body):
    """What was sold, and by which order."""

    amount: MoneySchema | None = None
    order_reference: Reference = ""
    transacted_by: Transactor | Literal[""] = ""
    version: int | None = None


class LossIn(Body):
    """Why it was lost."""

    reason: LostReason
    detail: Annotated[Line, Field(max_length=500)] = ""
    version: int | None = None


class ReopeningIn(Body):
    """The open stage to go on in; the first one without it."""

    stage: Line = ""


class OwnerIn(Body):
    """Who works the opportunity from now on; nobody if null."""

    person_id: str | None = None


class ActivityIn(Body):
    """Something that was done on an opportunity."""

    kind: ActivityKind
    direction: Direction = Direction.OUTBOUND
    summary: Text = Field(min_length=1)
    occurred_at: datetime
    is_internal: bool = False


class ActivityOut(Schema):
    """Something that was done on an opportunity; `logged_at` is when it was written down."""

    id: str
    kind: ActivityKind
    direction: Direction
    summary: str
    occurred_at: datetime
    logged_at: datetime
    logged_by: str
    is_internal: bool


class LaneOut(Schema):
    """A lane of the board: a stage with its count, its sums per currency and its first opportunities by close date."""

    stage: str
    count: int
    sums: list[MoneySchema]
    items: list[OpportunityOut]

    @classmethod
    def of(cls, lane: Lane) -> "LaneOut":
        return cls(
            stage=lane.key,
            count=lane.count,
            sums=[money_out(money) for money in lane.sums],
            items=[OpportunityOut.of(card) for card in lane.page.items],
        )


class ForecastRowOut(Schema):
    """A part of the forecast; amounts per currency, in full and weighted by the probability of each stage."""

    key: str
    name: str
    count: int
    total: list[MoneySchema]
    weighted: list[MoneySchema]

    @classmethod
    def of(cls, row: ForecastRow, *, by_partner: bool) -> "ForecastRowOut":
        return cls(
            key=public_id("partner", UUID(row.key)) if by_partner and row.key else row.key,
            name=row.name,
            count=row.count,
            total=[money_out(money) for money in row.total],
            weighted=[money_out(money) for money in row.weighted],
        )


class ForecastOut(Schema):
    """A forecast and the sum of its rows."""

    by: str
    rows: list[ForecastRowOut]
    whole: ForecastRowOut


class AccountAssignmentIn(Body):
    """Whose named account a company is from a day on."""

    company_id: str
    person_id: str
    since_on: date
    is_house: bool = False


class AccountAssignmentOut(Schema):
    """A named account; `until` is the first day on which it no longer is one."""

    company_id: str
    company: str
    person_id: str
    person: str
    is_house: bool
    since_on: date
    until: date | None
    updated_at: datetime

    @classmethod
    def of(cls, card: NamedAccountCard) -> "AccountAssignmentOut":
        return cls(
            company_id=card.company_public_id,
            company=card.company,
            person_id=public_id("person", card.owner_id),
            person=card.owner,
            is_house=card.is_house,
            since_on=card.since_on,
            until=card.until,
            updated_at=card.updated_at,
        )


class AccountReleaseIn(Body):
    """The first day on which the company is nobody's named account."""

    until: date


class InstalledProductIn(Body):
    """A product family that a company has, sold by a partner or directly."""

    company_id: str
    family: Line
    since_on: date
    renews_on: date | None = None
    partner_id: str | None = None


class InstalledProductOut(Schema):
    """A product family that a company has, when it renews and who sold it."""

    id: str
    company_id: str
    company: str
    family: str
    partner_id: str | None
    partner: str
    since_on: date
    renews_on: date | None
    ended_on: date | None
    updated_at: datetime

    @classmethod
    def of(cls, card: InstalledCard) -> "InstalledProductOut":
        return cls(
            id=card.public_id,
            company_id=card.company_public_id,
            company=card.company,
            family=card.family,
            partner_id=card.partner_public_id or None,
            partner=card.partner,
            since_on=card.since_on,
            renews_on=card.renews_on,
            ended_on=card.ended_on,
            updated_at=card.updated_at,
        )


class InstalledEndIn(Body):
    """The first day on which the company does not have the product any more."""

    ended_on: date


class StageDefinitionIn(Body):
    """A stage's name, place and probability (0..1); what it means to the books stays."""

    name: Line = Field(min_length=1, max_length=100)
    position: int = Field(ge=1, le=1000)
    probability: Decimal = Field(ge=0, le=1, decimal_places=2)
