"""Possible duplicates over the API: read them, rule them out, have them looked for."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.companies import commands
from steelyard.companies.jobs import look_for_duplicates
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_merge_companies
from steelyard.companies.queries.duplicates import list_duplicates
from steelyard.companies.schemas.duplicates import DistinctionIn, DuplicateOut
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get("/possible-duplicates", response=PageSchema[DuplicateOut], summary="List possible duplicates")
def list_possible_duplicates(
    request: HttpRequest,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[DuplicateOut]:
    """Return which companies may be one, most probable first, with what speaks for and against it. For the host."""
    found = list_duplicates(asker(request), PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[DuplicateOut].of(found.map(DuplicateOut.of))


@router.post("/possible-duplicates/search", response={202: None}, summary="Look for duplicates")
def search_possible_duplicates(request: HttpRequest) -> Status[None]:
    """Let a worker compare all companies; what it finds is listed as possible duplicates. For the host."""
    if not can_merge_companies(asker(request)):
        raise NotAllowed
    look_for_duplicates.defer()
    return Status(202, None)


@router.post("/companies/{company_id}/distinctions", response={204: None}, summary="Rule out a duplicate")
def rule_out_possible_duplicate(request: HttpRequest, company_id: str, body: DistinctionIn) -> Status[None]:
    """Say that two companies that look alike are two; nobody is asked again. For the host."""
    commands.rule_out_duplicate(
        company_id=Company.parse_id(company_id),
        other_id=Company.parse_id(body.other),
        actor=asker(request),
        now=utc_now(),
    )
    return Status(204, None)
