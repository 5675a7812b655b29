"""What the API of audits takes and gives."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.partners.models import Partner, PortfolioAudit
from steelyard.partners.portfolio.terms import (
    AuditCard,
    AuditedCard,
    AuditedRecord,
    AuditMove,
    AuditOverview,
    AuditScope,
    Axis,
    AxisLevel,
    Course,
    DecisionDraft,
    ManagerProgress,
    PartnerClass,
    Reading,
)
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.program.public import render_change, render_reason

Points = Annotated[Decimal, Field(description="Of a hundred.")]


class AuditIn(Body):
    """An audit of the partners in a scope; empty fields do not restrict."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    as_of: Annotated[date, Field(description="The last day that counts.")]
    region: Annotated[Line, Field(max_length=50)] = ""
    type: Annotated[Line, Field(max_length=50)] = ""
    manager_id: Annotated[str, Field(max_length=60)] = ""

    def scope(self) -> AuditScope:
        manager_id = parse_public_id("person", self.manager_id) if self.manager_id else None
        return AuditScope(as_of=self.as_of, name=self.name, region=self.region, type=self.type, manager_id=manager_id)


class AuditDecisionIn(Body):
    """What is decided of a partner: as proposed, or otherwise with a reason."""

    partner_class: PartnerClass
    course: Course
    reason: Annotated[Text, Field(max_length=500)] = ""
    note: Annotated[Text, Field(max_length=2000)] = ""

    def draft(self) -> DecisionDraft:
        return DecisionDraft(partner_class=self.partner_class, course=self.course, reason=self.reason, note=self.note)


class AuditOut(Schema):
    """An audit and how far it is. Until `measured_at` is there, its partners are being measured."""

    id: str
    name: str
    as_of: date
    region: str
    type: str
    manager_id: str | None
    manager: str
    rules: str
    currency: str
    begun_by: str
    begun_at: datetime
    measured_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    partners: int
    decided: int
    updated_at: datetime

    @classmethod
    def of(cls, card: AuditCard) -> "AuditOut":
        return cls(**audit_fields(card))


class AuditPlaceOut(Schema):
    """How many partners lie in a field of the map."""

    fit: AxisLevel
    returns: AxisLevel
    count: int


class AuditProgressOut(Schema):
    """How far a manager is; partners of nobody have null."""

    manager_id: str | None
    manager: str
    partners: int
    decided: int

    @classmethod
    def of(cls, one: ManagerProgress) -> "AuditProgressOut":
        return cls(
            manager_id=public_id("person", one.manager_id) if one.manager_id else None,
            manager=one.manager,
            partners=one.partners,
            decided=one.decided,
        )


class AuditDetailOut(AuditOut):
    """An audit with what it came to, field by field of the map, and how far each manager is."""

    proposed: Annotated[dict[str, int], Field(description="Partners by what is proposed.")]
    decided_courses: Annotated[dict[str, int], Field(description="Partners by what was decided.")]
    classes: Annotated[dict[str, int], Field(description="Partners by the class that the rules give.")]
    places: list[AuditPlaceOut]
    progress: list[AuditProgressOut]

    @classmethod
    def of_record(cls, card: AuditCard, overview: AuditOverview, progress: list[ManagerProgress]) -> "AuditDetailOut":
        return cls(
            **audit_fields(card),
            proposed=_by_word(overview.proposed),
            decided_courses=_by_word(overview.decided),
            classes=_by_word(overview.classes),
            places=[AuditPlaceOut.model_validate(one) for one in overview.places],
            progress=[AuditProgressOut.of(one) for one in progress],
        )


class AuditedPartnerOut(Schema):
    """A partner in an audit: where it stands, what is proposed, and what was decided (null: nothing yet)."""

    audit_id: str
    partner_id: str
    partner: str
    region: str
    manager_id: str | None
    manager: str
    fit: Points
    returns: Points
    partner_class: PartnerClass
    course: Course
    decided_class: PartnerClass | None
    decided_course: Course | None
    reason: str
    note: str
    decided_by: str
    decided_at: datetime | None

    @classmethod
    def of(cls, card: AuditedCard) -> "AuditedPartnerOut":
        return cls(**audited_fields(card))


class AuditMeasureOut(Schema):
    """A measure as it was on the day: what was measured, how it reads, and the points it makes; null: not known."""

    axis: Axis
    key: str
    metric: str
    reading: Reading
    months: int | None
    measured: Decimal | None
    against: Annotated[Decimal | None, Field(description="The period before, or all partners together.")]
    value: Decimal | None
    threshold: Decimal
    weight: Decimal
    points: Decimal


class AuditReasonOut(Schema):
    """A reason by its stable code and rule, with its sentence."""

    code: str
    rule: str
    text: str


class AuditedPartnerDetailOut(AuditedPartnerOut):
    """A partner in an audit with every measure, the reasons, and what would change it."""

    measures: list[AuditMeasureOut]
    reasons: list[AuditReasonOut]
    would_change: list[str]

    @classmethod
    def of_record(cls, record: AuditedRecord, actor: Actor) -> "AuditedPartnerDetailOut":
        found = record.classification
        return cls(
            **audited_fields(record.card),
            measures=[
                AuditMeasureOut(
                    axis=axis.axis,
                    key=one.key,
                    metric=one.metric,
                    reading=one.reading,
                    months=one.months,
                    measured=one.figure.value if one.figure else None,
                    against=one.figure.base if one.figure else None,
                    value=one.value,
                    threshold=one.threshold,
                    weight=one.weight,
                    points=one.points,
                )
                for axis in (found.fit, found.returns)
                for one in axis.measures
            ],
            reasons=[
                AuditReasonOut(code=one.code, rule=one.rule, text=render_reason(asdict(one), actor))
                for one in found.reasons
            ],
            would_change=[render_change(asdict(one)) for one in found.would_change],
        )


class AuditMoveOut(Schema):
    """A partner that is something else in the second audit than in the first; null: it is not in that one."""

    partner_id: str
    partner: str
    class_before: PartnerClass | None
    class_after: PartnerClass | None
    course_before: Course | None
    course_after: Course | None
    fit_before: Decimal | None
    fit_after: Decimal | None
    return_before: Decimal | None
    return_after: Decimal | None

    @classmethod
    def of(cls, one: AuditMove) -> "AuditMoveOut":
        said = asdict(one)
        return cls(**{**said, "partner_id": public_id(Partner.PREFIX, one.partner_id)})


def _by_word(counts: Mapping[Any, int]) -> dict[str, int]:
    return {str(word): count for word, count in counts.items()}


def audit_fields(card: AuditCard) -> dict[str, object]:
    """Return the fields of an audit as the API says them."""
    said = {name: getattr(card, name) for name in AuditOut.model_fields if name not in {"id", "manager_id"}}
    manager_id = public_id("person", card.manager_id) if card.manager_id else None
    return {**said, "id": card.public_id, "manager_id": manager_id}


def audited_fields(card: AuditedCard) -> dict[str, object]:
    """Return the fields of an audited partner as the API says them."""
    ids = {"audit_id", "partner_id", "manager_id"}
    said = {name: getattr(card, name) for name in AuditedPartnerOut.model_fields if name not in ids}
    return {
        **said,
        "audit_id": public_id(PortfolioAudit.PREFIX, card.audit_id),
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "manager_id": public_id("person", card.manager_id) if card.manager_id else None,
    }
