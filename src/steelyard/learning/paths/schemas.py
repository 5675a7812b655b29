"""Learning paths as the API takes and gives them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from steelyard.learning.paths.terms import PathCard, PathDraft, PathStep, StepState
from steelyard.learning.refusals import CourseMissing
from steelyard.learning.schemas.courses import AudienceSchema, Key, Name, audience_fields
from steelyard.platform.http.schemas import Body, Line, Schema

_Id = Annotated[str, Field(max_length=60)]


class LearningPathIn(Body):
    """What a path is: courses by their keys in the order in which they are taken, and whom it is for."""

    title: Name
    summary: Annotated[Line, Field(max_length=500)] = ""
    courses: Annotated[list[Key], Field(min_length=1, max_length=50)]
    audience: AudienceSchema = AudienceSchema()
    due_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    assigns_itself: bool = False
    is_active: bool = True

    def draft(self, known: Mapping[str, UUID]) -> PathDraft:
        """Return the path as learning knows it, with the courses that there are. Raises: CourseMissing."""
        if not set(self.courses) <= known.keys():
            raise CourseMissing(fields={"courses": CourseMissing.text})
        plain = self.model_dump(exclude={"courses", "audience"})
        courses = tuple(known[one] for one in self.courses)
        return PathDraft(**plain, courses=courses, audience=self.audience.audience())


class PathStepOut(Schema):
    """A course of a path, and where the caller stands with it."""

    course_id: str
    title: str
    minutes: int
    certification: str
    state: StepState
    enrollment_id: str

    @classmethod
    def of(cls, step: PathStep) -> "PathStepOut":
        """Return the step for the API."""
        names = ("title", "minutes", "certification", "state", "enrollment_id")
        return cls(course_id=step.course_public_id, **{name: getattr(step, name) for name in names})


class LearningPathOut(Schema):
    """A path with its courses in order, and how many of them the caller has completed."""

    id: str
    key: str
    title: str
    summary: str
    steps: list[PathStepOut]
    completed: int
    due_days: int | None
    assigns_itself: bool
    is_active: bool
    audience: AudienceSchema | None

    @classmethod
    def of(cls, card: PathCard, *, is_author: bool) -> "LearningPathOut":
        """Return the path for the API; whom it is for is the host's to know."""
        names = ("title", "summary", "due_days", "assigns_itself", "is_active")
        return cls(
            id=card.public_id,
            key=card.key,
            steps=[PathStepOut.of(step) for step in card.steps],
            completed=card.completed,
            audience=AudienceSchema(**audience_fields(card.draft.audience)) if is_author else None,
            **{name: getattr(card.draft, name) for name in names},
        )


class PathAssignmentIn(Body):
    """Who is put on a path, and until when; `partner_id` is whose people they are, by default the caller's own."""

    person_ids: Annotated[list[_Id], Field(min_length=1, max_length=500)]
    partner_id: _Id | None = None
    due_on: date | None = None


class PathAssignmentOut(Schema):
    """How many enrollments putting people on a path has made."""

    enrolled: int
