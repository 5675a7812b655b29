"""What the API says of prospects, and takes."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import EmailStr, Field

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner, Prospect
from steelyard.partners.recruiting.terms import (
    Fit,
    ProspectDraft,
    ProspectSource,
    ProspectStage,
    ScreeningOutcome,
    StageCount,
)
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.program.public import DecisionView

Tag = Annotated[Line, Field(min_length=1, max_length=60)]
Tags = Annotated[list[Tag], Field(max_length=20)]
Reason = Annotated[Line, Field(max_length=500)]


class ProspectIn(Body):
    """A company that may become a partner, and whom to talk to there."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    type: Annotated[Line, Field(min_length=1, max_length=50, description="The key of the type of partner.")]
    domain: Annotated[Line, Field(max_length=253)] = ""
    country: Annotated[Line, Field(max_length=2, description="ISO 3166-1 alpha-2.")] = ""
    contact_name: Annotated[Line, Field(max_length=200)] = ""
    contact_email: EmailStr | None = None
    employees: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    verticals: Tags = []
    capabilities: Tags = []
    specializations: Tags = []
    traits: Tags = []
    note: Annotated[Text, Field(max_length=2000)] = ""

    @property
    def draft(self) -> ProspectDraft:
        """What is said, as commands take it."""
        return ProspectDraft(
            name=self.name,
            type=self.type,
            domain=self.domain,
            country=self.country,
            contact_name=self.contact_name,
            contact_email=self.contact_email or "",
            employees=self.employees,
            verticals=tuple(self.verticals),
            capabilities=tuple(self.capabilities),
            specializations=tuple(self.specializations),
            traits=tuple(self.traits),
            note=self.note,
        )


class ApplicationIn(ProspectIn):
    """A company that would like to become a partner, and who says so."""

    contact_name: Annotated[Line, Field(min_length=1, max_length=200)]
    contact_email: EmailStr
    consent: Annotated[
        Line, Field(min_length=10, max_length=1000, description="The words to which whoever applies agreed.")
    ]


class ProspectMoveIn(Body):
    """The stage to move a prospect to."""

    stage: ProspectStage
    reason: Reason = ""


class ProspectOwnerIn(Body):
    """Who looks after a prospect."""

    person_id: Annotated[str, Field(max_length=60)]


class ProspectDecisionIn(Body):
    """Why a prospect is approved or refused."""

    reason: Reason = ""


class ProspectLineOut(Schema):
    """A prospect with how well it fits, what screening made of it, and where it is."""

    id: str
    name: str
    type: str
    domain: str
    country: str
    region: str
    contact_name: str
    contact_email: str
    employees: int | None
    verticals: list[str]
    capabilities: list[str]
    specializations: list[str]
    traits: list[str]
    source: ProspectSource
    stage: ProspectStage
    stage_since_at: datetime
    owner_id: str | None
    partner_id: str | None
    score: Annotated[Decimal, Field(ge=0, le=100, description="How well it fits the profile of its type.")]
    fit: Fit
    outcome: ScreeningOutcome
    rules: str
    assessed_at: datetime
    added_at: datetime

    @classmethod
    def of(cls, row: Prospect) -> "ProspectLineOut":
        return cls.model_validate(cls.fields_of(row))

    @staticmethod
    def fields_of(row: Prospect) -> dict[str, object]:
        """Return the fields as the row has them, ids as the outside knows them."""
        same = (
            *("name", "domain", "country", "contact_name", "contact_email", "employees", "verticals", "capabilities"),
            *("specializations", "traits", "source", "stage", "stage_since_at", "score", "fit", "outcome", "rules"),
            *("assessed_at", "added_at"),
        )
        return {
            "id": row.public_id,
            "type": row.type_id,
            "region": row.region_id or "",
            "owner_id": public_id("person", row.owner_id) if row.owner_id else None,
            "partner_id": public_id(Partner.PREFIX, row.partner_id) if row.partner_id else None,
            **{name: getattr(row, name) for name in same},
        }


class ScreeningFindingOut(Schema):
    """One thing that screening found, by the rule behind it."""

    rule: str
    code: str
    message: str


class ProspectOut(ProspectLineOut):
    """A prospect with why screening came out as it did, and what would change that."""

    note: str
    findings: list[ScreeningFindingOut]
    would_change: list[str]
    decided_at: datetime | None
    decision_reason: str

    @classmethod
    def explained(cls, row: Prospect, decision: DecisionView) -> "ProspectOut":
        """Return the prospect with the reasons of its screening in the reader's language."""
        findings = [ScreeningFindingOut(rule=one.rule, code=one.code, message=one.message) for one in decision.reasons]
        said = {
            "note": row.note,
            "findings": findings,
            "would_change": [one.message for one in decision.would_change],
            "decided_at": row.decided_at,
            "decision_reason": row.decision_reason,
        }
        return cls.model_validate({**cls.fields_of(row), **said})


class ProspectStageCountOut(Schema):
    """How many prospects are in a stage now, and how many ever came that far."""

    stage: ProspectStage
    now: int
    reached: int
    conversion: Annotated[
        Decimal | None, Field(description="The share of those that reached the stage before; null where nobody did.")
    ]

    @classmethod
    def of(cls, count: StageCount) -> "ProspectStageCountOut":
        return cls(stage=count.stage, now=count.now, reached=count.reached, conversion=count.conversion)
