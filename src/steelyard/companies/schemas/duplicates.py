"""Possible duplicates as programs read and write them."""

from pydantic import Field

from steelyard.companies.policies import explain
from steelyard.companies.queries.duplicates import DuplicateCard
from steelyard.companies.schemas.records import CompanyOut, MatchEvidenceOut
from steelyard.platform.http.schemas import Body, Schema


class DuplicateOut(Schema):
    """Two companies that may be one; the older record comes first."""

    company: CompanyOut
    other: CompanyOut
    probability: float
    evidence: list[MatchEvidenceOut]

    @classmethod
    def of(cls, card: DuplicateCard) -> "DuplicateOut":
        """Return the question for the API."""
        return cls(
            company=CompanyOut.of(card.company),
            other=CompanyOut.of(card.other),
            probability=round(card.probability, 4),
            evidence=[MatchEvidenceOut(code=e.code, text=explain(e), weight=e.weight) for e in card.evidence],
        )


class DistinctionIn(Body):
    """Another company that this one is not."""

    other: str = Field(description="The id of the other company.")
