"""What the API says of gaps."""

from typing import Annotated

from pydantic import Field

from steelyard.partners.coverage.terms import Gap
from steelyard.platform.http.schemas import Schema


class CoverageGapOut(Schema):
    """A region, an industry and a capability that too few partners cover."""

    region: str
    vertical: str
    capability: str
    partners: int
    missing: Annotated[int, Field(description="How many more the rules ask for.")]
    elsewhere: Annotated[int, Field(description="How many partners of other regions cover the same.")]
    prospects: Annotated[int, Field(description="How many open prospects would cover it.")]

    @classmethod
    def of(cls, gap: Gap) -> "CoverageGapOut":
        return cls(
            region=gap.region,
            vertical=gap.vertical,
            capability=gap.capability,
            partners=gap.partners,
            missing=gap.missing,
            elsewhere=gap.elsewhere,
            prospects=gap.prospects,
        )
