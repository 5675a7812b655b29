"""Gaps in coverage over the API, for the host alone."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.pages import PageRequest
from steelyard.partners.coverage.queries import list_gaps
from steelyard.partners.coverage.schemas import CoverageGapOut
from steelyard.partners.coverage.terms import GapFilter
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Recruiting"])

Word = Annotated[Line, Field(max_length=60)]


@router.get("/coverage-gaps", response=PageSchema[CoverageGapOut], summary="List gaps in coverage")
def list_coverage_gaps(
    request: HttpRequest,
    region: Word = "",
    vertical: Word = "",
    capability: Word = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[CoverageGapOut]:
    """Return where too few partners of a region have a capability in an industry, the widest gaps first.

    The fifteen industries and capabilities that are named most are looked at; how many partners are enough is a rule.
    """
    wanted = GapFilter(region=region, vertical=vertical, capability=capability)
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    found = list_gaps(asker(request), wanted, asked, at=utc_now())
    return PageSchema[CoverageGapOut].of(found.map(CoverageGapOut.of))
