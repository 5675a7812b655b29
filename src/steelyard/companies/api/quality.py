"""Scores of companies over the API."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.companies.models import Company
from steelyard.companies.queries.quality import SORTS, get_score, list_scores
from steelyard.companies.schemas.quality import CompanyQualityOut, CompanyScoreOut
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router()


@router.get("/company-scores", response=PageSchema[CompanyScoreOut], summary="List scores of companies")
def list_company_scores(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="How a name, a word in it or a domain begins.")] = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "score",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[CompanyScoreOut]:
    """Return how good the data of each company is, as of the last night, the worst first. For the host."""
    wanted = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[CompanyScoreOut].of(list_scores(asker(request), wanted, text=q).map(CompanyScoreOut.of))


@router.get(
    "/companies/{company_id}/quality", response=CompanyQualityOut, summary="Show the quality of a company's data"
)
def get_company_quality(request: HttpRequest, company_id: str) -> CompanyQualityOut:
    """Return how good the data of a company is now, part by part, and what is missing. For the host."""
    return CompanyQualityOut.of(get_score(asker(request), Company.parse_id(company_id), at=utc_now()))
