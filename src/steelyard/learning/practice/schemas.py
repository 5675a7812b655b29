"""Practical work as the API takes and gives it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.learning.practice.terms import WorkCard, WorkState
from steelyard.platform.http.schemas import Body, Schema, Text


class PracticalWorkOut(Schema):
    """A piece of practical work; `grader` and `feedback` once somebody has looked at it."""

    id: str
    enrollment_id: str
    course: str
    lesson: str
    title: str
    number: int
    person_id: str
    person: str
    partner_id: str | None
    partner: str
    text: str
    has_file: bool
    handed_in_at: datetime
    state: WorkState
    graded_at: datetime | None
    grader: str
    feedback: str

    @classmethod
    def of(cls, card: WorkCard) -> "PracticalWorkOut":
        """Return the work for the API."""
        outside = {
            "id": card.public_id,
            "enrollment_id": public_id("enrollment", card.enrollment_id),
            "person_id": public_id("person", card.person_id),
            "partner_id": public_id("partner", card.partner_id) if card.partner_id else None,
            "has_file": card.file_id is not None,
        }
        return cls(**outside, **{name: getattr(card, name) for name in cls.model_fields if name not in outside})


class WorkGradeIn(Body):
    """Whether a piece of work is accepted, and what its learner reads; what is given back needs it."""

    is_accepted: bool
    feedback: Annotated[Text, Field(max_length=4000)] = ""
