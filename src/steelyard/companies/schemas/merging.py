"""Merges as programs read and write them."""

from typing import Annotated, Literal

from pydantic import Field

from steelyard.companies.queries.merging import CompanyMergePreview
from steelyard.companies.schemas.records import CompanyDetailOut
from steelyard.companies.terms import MergeChoice
from steelyard.platform.http.merging import CollisionOut, HangingOut
from steelyard.platform.http.schemas import Body, Line, Schema

MergeField = Literal[
    "name", "display_name", "domain", "country", "city", "website", "industry", "employees", "parent", "is_listed"
]


class MergeIn(Body):
    """Which company goes into this one, and what is kept of it."""

    other: str = Field(description="The id of the company that becomes a forward to this one.")
    take: Annotated[list[MergeField], Field(max_length=20)] | None = Field(
        None, description="The facts taken from the other company; without it, those that this one lacks."
    )
    leave: Annotated[list[Line], Field(max_length=200)] = Field(
        [], description="Keys of `belongings` in the preview that are not taken over."
    )
    seen: Annotated[Line, Field(max_length=40)] = Field(
        "", description="`seen` of the preview; if anything of it changed since, nothing is merged."
    )

    def choice(self, preview: CompanyMergePreview) -> MergeChoice:
        """Return what was chosen, for the facts that differ."""
        taken = preview.taken_by_default if self.take is None else frozenset(self.take)
        return MergeChoice(taken=taken, left=frozenset(self.leave))


class FactOut(Schema):
    """One fact as both have it; `is_taken_by_default` where this one lacks it."""

    field: MergeField
    survivor: str
    merged: str
    is_taken_by_default: bool


class BelongingOut(Schema):
    """A name, domain or number of the company that goes away."""

    key: str
    kind: str
    text: str
    must_follow: bool = Field(description="A partner knows the company by it, so it cannot be left.")


class MergePreviewOut(Schema):
    """Two companies side by side, what hangs on each, and what would collide."""

    survivor: CompanyDetailOut
    merged: CompanyDetailOut
    facts: list[FactOut]
    belongings: list[BelongingOut]
    hanging: list[HangingOut]
    collisions: list[CollisionOut]
    seen: str

    @classmethod
    def of(cls, preview: CompanyMergePreview) -> "MergePreviewOut":
        """Return the preview for the API."""
        return cls(
            survivor=CompanyDetailOut.of_record(preview.survivor),
            merged=CompanyDetailOut.of_record(preview.merged),
            facts=[FactOut.model_validate(fact, from_attributes=True) for fact in preview.facts],
            belongings=[BelongingOut.model_validate(one, from_attributes=True) for one in preview.belongings],
            hanging=[HangingOut.of(line) for line in preview.hanging],
            collisions=[CollisionOut.of(one) for one in preview.collisions],
            seen=preview.seen,
        )
