"""What the API says of partners' lives, and takes to end them and begin them anew."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.lifecycle.terms import (
    DataWish,
    Life,
    LifeLine,
    LifePeriod,
    Move,
    OffboardingCard,
    OffboardingReason,
    OffboardingState,
    Requirement,
    ReturnOffer,
    ReturnPath,
    StepCard,
    Way,
)
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.http.schemas import Body, Line, Schema, Text


class LifeLineOut(Schema):
    """The state of one partner at the end of a day."""

    partner_id: str
    partner: str
    region: str
    status: PartnerStatus
    since_at: datetime
    reason: str

    @classmethod
    def of(cls, line: LifeLine) -> "LifeLineOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, line.partner_id),
            partner=line.partner,
            region=line.region,
            status=line.status,
            since_at=line.since_at,
            reason=line.reason,
        )


class StatusCountOut(Schema):
    """How many partners were in a state at the end of a day."""

    status: PartnerStatus
    count: int

    @classmethod
    def list_of(cls, counts: Mapping[PartnerStatus, int]) -> "list[StatusCountOut]":
        return [cls(status=status, count=count) for status, count in counts.items()]


class LifePeriodOut(Schema):
    """A state with the instants between which the partner was in it; `until_at` is exclusive."""

    status: PartnerStatus
    since_at: datetime
    until_at: datetime | None
    reason: str

    @classmethod
    def of(cls, period: LifePeriod) -> "LifePeriodOut":
        return cls(status=period.status, since_at=period.since_at, until_at=period.until_at, reason=period.reason)


class MoveOut(Schema):
    """A state that may follow the present one, with what the rules ask for and what of that is missing."""

    status: PartnerStatus
    needs: list[Requirement]
    missing: list[Requirement]

    @classmethod
    def of(cls, move: Move) -> "MoveOut":
        return cls(status=move.status, needs=list(move.needs), missing=list(move.missing))


class ReturnOfferOut(Schema):
    """How a partner that left may come back, and what speaks against the fast track."""

    path: ReturnPath
    missing: list[Requirement]
    is_barred: bool
    is_late: bool

    @classmethod
    def of(cls, offer: ReturnOffer) -> "ReturnOfferOut":
        return cls(path=offer.path, missing=list(offer.missing), is_barred=offer.is_barred, is_late=offer.is_late)


class LifeOut(Schema):
    """A partner's life with the program."""

    partner_id: str
    status: PartnerStatus
    since_at: datetime
    reason: str
    rules: Annotated[str, Field(description="The version of the rules that say what may follow.")]
    moves: list[MoveOut]
    periods: list[LifePeriodOut]
    offboarding_id: Annotated[str | None, Field(description="The offboarding that is under way. For the host.")]
    return_offer: Annotated[ReturnOfferOut | None, Field(description="For a partner that has left. For the host.")]

    @classmethod
    def of(cls, life: Life) -> "LifeOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, life.partner_id),
            status=life.status,
            since_at=life.since_at,
            reason=life.reason,
            rules=life.rules,
            moves=[MoveOut.of(move) for move in life.moves],
            periods=[LifePeriodOut.of(period) for period in life.periods],
            offboarding_id=life.offboarding.public_id if life.offboarding else None,
            return_offer=ReturnOfferOut.of(life.return_offer) if life.return_offer else None,
        )


class SettledOut(Schema):
    """One time that a step was settled."""

    way: Way
    count: int
    note: str
    heir: str
    at: datetime


class OffboardingStepOut(Schema):
    """A step of the checklist: how much of it is open, and in which ways it can be settled."""

    key: str
    label: str
    open: int
    ways: list[Way]
    settled: list[SettledOut]

    @classmethod
    def of(cls, step: StepCard) -> "OffboardingStepOut":
        return cls(
            key=step.key,
            label=step.label,
            open=step.open,
            ways=list(step.ways),
            settled=[
                SettledOut(way=one.way, count=one.count, note=one.note, heir=one.heir, at=one.at)
                for one in step.settled
            ],
        )


class OffboardingLineOut(Schema):
    """An offboarding."""

    id: str
    partner_id: str
    partner: str
    state: OffboardingState
    reason: OffboardingReason
    explanation: str
    data: DataWish
    due_on: date
    begun_at: datetime
    closed_at: datetime | None
    members_ended: int

    @classmethod
    def of(cls, card: OffboardingCard) -> "OffboardingLineOut":
        return cls.model_validate(cls.fields_of(card))

    @staticmethod
    def fields_of(card: OffboardingCard) -> dict[str, object]:
        """Return the fields as the card has them, ids as the outside knows them."""
        return {
            "id": card.public_id,
            "partner_id": public_id(Partner.PREFIX, card.partner_id),
            "partner": card.partner,
            "state": card.state,
            "reason": card.reason,
            "explanation": card.explanation,
            "data": card.data,
            "due_on": card.due_on,
            "begun_at": card.begun_at,
            "closed_at": card.closed_at,
            "members_ended": card.members_ended,
        }


class OffboardingOut(OffboardingLineOut):
    """An offboarding with its checklist as it stands."""

    may_complete: bool
    steps: list[OffboardingStepOut]

    @classmethod
    def with_steps(cls, card: OffboardingCard) -> "OffboardingOut":
        steps = [OffboardingStepOut.of(step) for step in card.steps]
        return cls.model_validate({**cls.fields_of(card), "may_complete": card.may_complete, "steps": steps})


class OffboardingIn(Body):
    """Why a partner leaves, and what becomes of its data."""

    reason: OffboardingReason
    explanation: Annotated[Text, Field(min_length=1, max_length=500, description="The partner reads this.")]
    data: DataWish = DataWish.KEEP


class SettlementIn(Body):
    """How a step is settled."""

    way: Way
    heir: Annotated[Line, Field(max_length=60, description="The partner to which it is handed over.")] = ""
    note: Annotated[Line, Field(max_length=500)] = ""


class CancellationIn(Body):
    """Why a partner stays after all."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class ReturnIn(Body):
    """That a partner is back."""

    with_people: Annotated[bool, Field(description="Those whose access the offboarding ended have it again.")] = True
    reason: Annotated[Text, Field(max_length=500, description="The partner reads this.")] = ""
