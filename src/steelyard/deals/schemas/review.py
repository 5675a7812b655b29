"""What a reviewer sees beside a registration, and what a reviewer decides."""

from typing import Annotated, Self

from pydantic import Field

from steelyard.deals.cards import Review
from steelyard.deals.schemas.fields import FamilyKey, Reason, Version
from steelyard.deals.schemas.registrations import RegistrationOut
from steelyard.deals.terms import LineOutcome
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Schema, Text


class ApprovalIn(Body):
    """Which held lines are approved (all without `families`), alone or beside others."""

    families: Annotated[list[FamilyKey], Field(max_length=50)] = []
    as_teaming: bool = False
    reason: Annotated[Text, Field(max_length=1000)] = ""
    supersede: Annotated[bool, Field(description="End the claims that come before it.")] = False
    version: Version = None


class RejectionIn(Body):
    """Which held lines are rejected (all without `families`), and why."""

    families: Annotated[list[FamilyKey], Field(max_length=50)] = []
    reason: Reason
    version: Version = None


def chosen(families: list[str], outcome: LineOutcome) -> dict[str, LineOutcome] | LineOutcome:
    """Return the outcome for the named families, or for all that is held where none is named."""
    return dict.fromkeys(families, outcome) if families else outcome


class ClaimOut(Schema):
    """Another registration that claims some of the same."""

    registration: RegistrationOut
    match: str
    families: list[str]
    is_protected: bool
    is_complete: bool
    is_earlier: bool


class CompanyMatchOut(Schema):
    """A company that the partner's words may mean."""

    company: str
    name: str
    domain: str
    country: str
    verdict: str
    probability: float
    evidence: list[str]


class LadderRungOut(Schema):
    """One rule of the ladder as it was evaluated."""

    rule: str
    code: str
    result: str
    sentence: str
    message: str


class ReviewOut(Schema):
    """What a reviewer sees beside the registration."""

    claims: list[ClaimOut]
    matches: list[CompanyMatchOut]
    ladder: list[LadderRungOut]
    held_families: list[str]
    is_neutral: bool
    live_registrations: int
    capacity: int
    overrides: int

    @classmethod
    def of(cls, review: Review) -> Self:
        return cls(
            claims=[
                ClaimOut(
                    registration=RegistrationOut.of(claim.registration),
                    match=claim.match,
                    families=list(claim.families),
                    is_protected=claim.is_protected,
                    is_complete=claim.is_complete,
                    is_earlier=claim.is_earlier,
                )
                for claim in review.claims
            ],
            matches=[
                CompanyMatchOut(
                    company=public_id("company", match.company_id),
                    name=match.name,
                    domain=match.domain,
                    country=match.country,
                    verdict=match.verdict,
                    probability=match.probability,
                    evidence=list(match.evidence),
                )
                for match in review.matches
            ],
            ladder=[
                LadderRungOut(
                    rule=rung.rule, code=rung.code, result=rung.result, sentence=rung.sentence, message=rung.message
                )
                for rung in (review.explanation.ladder if review.explanation else ())
            ],
            held_families=list(review.held_families),
            is_neutral=review.is_neutral,
            live_registrations=review.live_registrations,
            capacity=review.capacity,
            overrides=review.overrides,
        )
