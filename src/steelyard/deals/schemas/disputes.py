"""Disputes, in and out."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from steelyard.deals.cards import DisputeCard, DisputeRecord
from steelyard.deals.models import DealRegistration, Dispute
from steelyard.deals.schemas.evidence import EvidenceIn, EvidenceOut
from steelyard.deals.schemas.people import PersonOut
from steelyard.deals.terms import DisputeGround, DisputeState, Ruling, Side
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Schema, Text

Statement = Annotated[Text, Field(min_length=1, max_length=5000)]


class StatementIn(Body):
    """What somebody says in a dispute, and what shows it; both sides read it."""

    statement: Statement
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []


class DisputeIn(StatementIn):
    """What is wrong with a decision."""

    ground: DisputeGround


class ArbiterIn(Body):
    """Who rules."""

    person: Annotated[str, Field(max_length=60)]


class RulingIn(Body):
    """What the arbiter found, and why."""

    ruling: Ruling
    reason: Statement


class DisputeOut(Schema):
    """A dispute as lists show it."""

    id: str
    registration: str
    company: str
    partner: str
    side: Side
    ground: DisputeGround
    state: DisputeState
    filed_at: datetime
    filed_by: PersonOut
    due_at: datetime
    arbiter: PersonOut | None
    ruling: Ruling | None
    ruling_reason: str
    closed_at: datetime | None
    final_at: datetime | None
    appeal_of: str | None
    updated_at: datetime

    @classmethod
    def of(cls, card: DisputeCard) -> Self:
        return cls(
            id=card.public_id,
            registration=public_id(DealRegistration.PREFIX, card.registration_id),
            company=card.company,
            partner=card.partner,
            side=card.side,
            ground=card.ground,
            state=card.state,
            filed_at=card.filed_at,
            filed_by=PersonOut.of(card.filed_by),
            due_at=card.due_at,
            arbiter=PersonOut.of(card.arbiter) if card.arbiter else None,
            ruling=card.ruling,
            ruling_reason=card.ruling_reason,
            closed_at=card.closed_at,
            final_at=card.final_at,
            appeal_of=public_id(Dispute.PREFIX, card.appeal_of) if card.appeal_of else None,
            updated_at=card.updated_at,
        )


class StatementOut(Schema):
    """What a side said."""

    side: Side
    body: str
    said_at: datetime
    said_by: PersonOut


class DisputeDetailOut(Schema):
    """A dispute with what was said and shown, and what the asker may do."""

    dispute: DisputeOut
    statements: list[StatementOut]
    evidence: list[EvidenceOut]
    actions: list[str]

    @classmethod
    def of(cls, record: DisputeRecord) -> Self:
        return cls(
            dispute=DisputeOut.of(record.card),
            statements=[
                StatementOut(side=one.side, body=one.body, said_at=one.said_at, said_by=PersonOut.of(one.said_by))
                for one in record.statements
            ],
            evidence=[EvidenceOut.of(piece) for piece in record.evidence],
            actions=sorted(record.actions),
        )
