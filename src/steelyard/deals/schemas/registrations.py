"""Registrations, as lists show them and as a record."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from steelyard.deals.cards import LineCard, RegistrationCard, RegistrationRecord
from steelyard.deals.schemas.decisions import RegistrationDecisionOut
from steelyard.deals.schemas.evidence import EvidenceOut
from steelyard.deals.schemas.extensions import ExtensionOut
from steelyard.deals.schemas.information import QuestionOut
from steelyard.deals.schemas.people import PersonOut
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import MoneySchema, Schema


class RegistrationLineOut(Schema):
    """A product family and what became of it."""

    family: str
    value: str | None
    state: str
    protected_from: datetime | None
    protected_until: datetime | None

    @classmethod
    def of(cls, card: LineCard) -> Self:
        return cls(
            family=card.family,
            value=None if card.value is None else str(card.value),
            state=card.state,
            protected_from=card.protected_from,
            protected_until=card.protected_until,
        )


class RegistrationOut(Schema):
    """A registration as lists show it."""

    id: str
    partner: str
    partner_name: str
    company: str | None
    company_name: str
    type: str
    state: str
    closure_code: str | None
    outcome: str | None
    families: list[str]
    value: MoneySchema
    close_on: date | None
    region: str
    division: str
    owner: PersonOut | None
    manager: PersonOut | None
    registered_by: Annotated[
        PersonOut | None, Field(description="Who of the host registered it on the partner's behalf.")
    ]
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    due_at: datetime | None
    answer_due_at: datetime | None
    protected_from: datetime | None
    protected_until: datetime | None
    extension_count: int
    is_provisional: bool
    opportunity: str | None
    version: int
    updated_at: datetime

    @classmethod
    def of(cls, card: RegistrationCard) -> Self:
        return cls(**_said(card))


def _said(card: RegistrationCard) -> dict[str, Any]:
    return {
        "id": card.public_id,
        "partner": public_id("partner", card.partner_id),
        "partner_name": card.partner,
        "company": _outside("company", card.company_id),
        "company_name": card.company,
        "type": card.type,
        "state": card.state,
        "closure_code": card.closure_code,
        "outcome": card.outcome,
        "families": list(card.families),
        "value": MoneySchema(amount=card.value.amount, currency=card.value.currency),
        "close_on": card.close_on,
        "region": card.region,
        "division": card.division,
        "owner": PersonOut.of(card.owner) if card.owner else None,
        "manager": PersonOut.of(card.manager) if card.manager else None,
        "registered_by": PersonOut.of(card.registered_by) if card.registered_by else None,
        "created_at": card.created_at,
        "submitted_at": card.submitted_at,
        "decided_at": card.decided_at,
        "due_at": card.due_at,
        "answer_due_at": card.answer_due_at,
        "protected_from": card.protected_from,
        "protected_until": card.protected_until,
        "extension_count": card.extension_count,
        "is_provisional": card.is_provisional,
        "opportunity": _outside("opp", card.opportunity_id),
        "version": card.version,
        "updated_at": card.updated_at,
    }


def _outside(prefix: str, id_: UUID | None) -> str | None:
    return None if id_ is None else public_id(prefix, id_)


class ContactOut(Schema):
    """Whom the partner talks to at the customer."""

    name: str
    email: str
    phone: str
    title: str


class RegistrationDetailOut(RegistrationOut):
    """Everything about a registration; `actions` are what the asker may do now."""

    contact: ContactOut
    description: str
    is_public_tender: bool
    closure_reason: str
    closed_at: datetime | None
    lines: list[RegistrationLineOut]
    evidence: list[EvidenceOut]
    questions: list[QuestionOut]
    extensions: list[ExtensionOut]
    decision: RegistrationDecisionOut | None
    actions: list[str]

    @classmethod
    def of_record(cls, record: RegistrationRecord) -> Self:
        """Return the answer for a record."""
        return cls(
            **_said(record.card),
            contact=ContactOut(
                name=record.contact_name,
                email=record.contact_email,
                phone=record.contact_phone,
                title=record.contact_title,
            ),
            description=record.description,
            is_public_tender=record.is_public_tender,
            closure_reason=record.closure_reason,
            closed_at=record.closed_at,
            lines=[RegistrationLineOut.of(line) for line in record.lines],
            evidence=[EvidenceOut.of(piece) for piece in record.evidence],
            questions=[QuestionOut.of(question) for question in record.questions],
            extensions=[ExtensionOut.of(extension) for extension in record.extensions],
            decision=RegistrationDecisionOut.of(record.decision, record.card) if record.decision else None,
            actions=sorted(record.actions),
        )


class CountsOut(Schema):
    """How many registrations each saved view holds."""

    views: dict[str, int]
