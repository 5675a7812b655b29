"""Questions of the host, and the partner's answers."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from steelyard.deals.cards import QuestionCard
from steelyard.deals.schemas.evidence import EvidenceIn
from steelyard.deals.schemas.fields import Said, Version
from steelyard.platform.http.schemas import Body, Schema, Text


class QuestionIn(Body):
    """A question to the partner."""

    question: Said
    version: Version = None


class AnswerIn(Body):
    """The partner's answer, with evidence where that was asked for."""

    answer: Text = ""
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    version: Version = None


class QuestionOut(Schema):
    """A question of the host with its answer."""

    id: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None

    @classmethod
    def of(cls, card: QuestionCard) -> Self:
        return cls(
            id=card.public_id,
            question=card.question,
            asked_at=card.asked_at,
            answer=card.answer,
            answered_at=card.answered_at,
        )
