"""What the API says of the data of partners, and takes as an answer to tasks."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.kernel.scores import Grade
from steelyard.partners.models import Partner
from steelyard.partners.quality.terms import (
    PART_RULES,
    Confirmation,
    Detail,
    QualityPart,
    ScoreCard,
    TaskCard,
    TaskKind,
    TaskState,
)
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.http.schemas import Body, Line, Schema

Share = Annotated[Decimal, Field(ge=0, le=1, description="Between nothing (0) and all (1).")]
Score = Annotated[Decimal, Field(ge=0, le=100, description="The weighted sum of the parts, of a hundred.")]


class ScoreLineOut(Schema):
    """The score of one partner's data, with the share of each part."""

    partner_id: str
    partner: str
    status: PartnerStatus
    region: str
    score: Score
    grade: Grade
    completeness: Share
    freshness: Share
    contacts: Share
    duplicates: Share
    missing: list[Detail]
    open_tasks: int
    overdue_tasks: int
    assessed_at: datetime

    @classmethod
    def fields_of(cls, card: ScoreCard) -> dict[str, object]:
        """Return the fields as the card has them, ids as the outside knows them."""
        return {
            "partner_id": public_id(Partner.PREFIX, card.partner_id),
            "partner": card.partner,
            "status": card.status,
            "region": card.region,
            "score": card.score,
            "grade": card.grade,
            **{part.key: part.share for part in card.parts},
            "missing": list(card.missing),
            "open_tasks": card.open_tasks,
            "overdue_tasks": card.overdue_tasks,
            "assessed_at": card.assessed_at,
        }

    @classmethod
    def of(cls, card: ScoreCard) -> "ScoreLineOut":
        return cls.model_validate(ScoreLineOut.fields_of(card))


class ScorePartOut(Schema):
    """One part of a score: its share times its weight are its points."""

    part: QualityPart
    share: Share
    weight: Annotated[int, Field(ge=0, le=100, description="How many of the hundred points the part is worth.")]
    points: Score
    rule: str
    explanation: str


class PartnerScoreOut(ScoreLineOut):
    """The score of one partner's data, with how each part comes about."""

    rules: Annotated[str, Field(description="The version of the rules under which it was computed.")]
    parts: list[ScorePartOut]

    @classmethod
    def explained(cls, card: ScoreCard, texts: Mapping[str, str]) -> "PartnerScoreOut":
        """Return the score with the sentences of the rules by their numbers."""
        parts = [
            ScorePartOut(
                part=QualityPart(part.key),
                share=part.share,
                weight=part.weight,
                points=part.points,
                rule=PART_RULES[QualityPart(part.key)],
                explanation=texts[PART_RULES[QualityPart(part.key)]],
            )
            for part in card.parts
        ]
        return cls.model_validate({**cls.fields_of(card), "rules": card.rules, "parts": parts})


class DataTaskOut(Schema):
    """Something that a partner is asked to put right by a day."""

    id: str
    partner_id: str
    partner: str
    kind: TaskKind
    detail: Detail | None
    state: TaskState
    opened_at: datetime
    due_on: date
    done_at: datetime | None

    @classmethod
    def of(cls, card: TaskCard) -> "DataTaskOut":
        return cls(
            id=card.public_id,
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            kind=card.kind,
            detail=card.detail,
            state=card.state,
            opened_at=card.opened_at,
            due_on=card.due_on,
            done_at=card.done_at,
        )


class ConfirmationIn(Body):
    """That something is right as it stands."""

    what: Confirmation
    remark: Annotated[Line, Field(max_length=200, description="What the partner's managers should know besides.")] = ""
