"""What the API says of requirements, and takes for the documents that they ask for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner, RequirementStanding
from steelyard.partners.requirements.terms import (
    Consequence,
    EvidenceCard,
    EvidenceStep,
    PartnerRequirements,
    RequirementStandingCard,
    RequirementState,
)
from steelyard.platform.http.schemas import Body, Line, Schema


class RequirementStandingOut(Schema):
    """Whether a partner meets a requirement; `tolerated_until` is the first day on which a miss is not tolerated any more."""

    id: str
    partner_id: str
    partner: str
    region: str
    requirement: str
    name: str
    metric: Annotated[str, Field(description="Empty where a document is asked for.")]
    state: RequirementState
    asked: Decimal
    value: Decimal
    since_on: date
    tolerated_until: date | None
    advice: str
    consequences: list[Consequence]

    @classmethod
    def of(cls, card: RequirementStandingCard) -> "RequirementStandingOut":
        return cls(
            id=public_id(RequirementStanding.PREFIX, card.id),
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            region=card.region,
            requirement=card.requirement,
            name=card.name,
            metric=card.metric,
            state=card.state,
            asked=card.asked,
            value=card.value,
            since_on=card.since_on,
            tolerated_until=card.tolerated_until,
            advice=card.advice,
            consequences=list(card.consequences),
        )


class RequirementEvidenceOut(Schema):
    """A document that was given for a requirement; `valid_until` is the first day on which it does not count."""

    id: str
    requirement: str
    name: str
    remark: str
    valid_until: date
    step: EvidenceStep
    given_at: datetime
    reason: str

    @classmethod
    def of(cls, card: EvidenceCard) -> "RequirementEvidenceOut":
        return cls(
            id=card.public_id,
            requirement=card.requirement,
            name=card.name,
            remark=card.remark,
            valid_until=card.valid_until,
            step=card.step,
            given_at=card.given_at,
            reason=card.reason,
        )


class PartnerRequirementsOut(Schema):
    """All requirements of a partner, what it misses first, and the documents that it gave."""

    partner_id: str
    standings: list[RequirementStandingOut]
    documents: list[RequirementEvidenceOut]

    @classmethod
    def of(cls, found: PartnerRequirements) -> "PartnerRequirementsOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, found.partner_id),
            standings=[RequirementStandingOut.of(one) for one in found.standings],
            documents=[RequirementEvidenceOut.of(one) for one in found.evidence],
        )


class RequirementReviewIn(Body):
    """Whether a document is accepted; where it is not, why."""

    accepted: bool
    reason: Annotated[Line, Field(max_length=500)] = ""
