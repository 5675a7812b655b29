"""Reviews of access."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from steelyard.identity.queries.reviews import ItemLine, ReviewLine
from steelyard.identity.schemas.fields import partner_id_of
from steelyard.identity.terms import ReviewOutcome
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Line, Schema, Text


class AccessReviewIn(Body):
    """Whose access is reviewed (without a role everybody's), until when, and what becomes of what nobody decides about."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    partner_id: (
        Annotated[str, Field(description="The partner whose people are meant; partners leave it out.")] | None
    ) = None
    role: Role | None = None
    due_on: date
    removes_undecided: bool = False


class AccessReviewOut(Schema):
    """An access review, with how many memberships are in it and how many of them are decided."""

    id: str
    name: str
    partner_id: str | None
    organization: str
    role: Role | None
    due_on: date
    removes_undecided: bool
    started_at: datetime
    started_by: str
    closed_at: datetime | None
    members: int
    decided: int

    @classmethod
    def of(cls, line: ReviewLine) -> "AccessReviewOut":
        """Return the review for the API."""
        return cls(**{**asdict(line), "partner_id": partner_id_of(line.partner_id)})


class ReviewDecisionIn(Body):
    """What becomes of one membership; a reason is needed to change or remove, roles to change."""

    outcome: Literal["keep", "change", "remove"]
    reason: Annotated[Text, Field(max_length=1000)] = ""
    roles: Annotated[list[Role], Field(max_length=len(Role))] = []


class ReviewItemOut(Schema):
    """One membership in a review: until it is decided with what is known now, afterwards with what was known then."""

    id: str
    membership_id: str
    name: str
    email: str
    roles_before: list[Role]
    last_sign_in_at: datetime | None
    keys: int
    has_second_factor: bool
    has_ended: bool
    outcome: ReviewOutcome | None
    roles: list[Role]
    reason: str
    decided_at: datetime | None
    decided_by: str

    @classmethod
    def of(cls, line: ItemLine) -> "ReviewItemOut":
        """Return the item for the API."""
        return cls(
            **{**asdict(line), **asdict(line.known), "roles": list(line.roles)},
            membership_id=line.member_id,
            roles_before=list(line.known.roles),
        )
