"""Merging companies over the API, and undoing it."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from steelyard.companies import commands
from steelyard.companies.models import Company, CompanyMerge
from steelyard.companies.queries.merging import foresee_merge, get_merge, list_merges
from steelyard.companies.schemas.merging import MergeIn, MergePreviewOut
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.merging import MergeOut
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get(
    "/companies/{company_id}/merge-previews/{other_id}",
    response=MergePreviewOut,
    summary="Preview a merge of two companies",
)
def preview_company_merge(request: HttpRequest, company_id: str, other_id: str) -> MergePreviewOut:
    """Return this company and the other side by side, what hangs on each, and what would collide. For the host."""
    preview = foresee_merge(asker(request), Company.parse_id(company_id), Company.parse_id(other_id))
    return MergePreviewOut.of(preview)


@router.post("/companies/{company_id}/merges", response={201: MergeOut}, summary="Merge two companies")
def merge_known_companies(request: HttpRequest, company_id: str, body: MergeIn) -> Status[MergeOut]:
    """Merge another company into this one: its id leads here from now on, and what hung on it hangs here. For the host.

    What would collide, such as two protections of one scope, is never resolved by a merge: it answers 409 until a person has
    settled it. A merge can be undone for thirty days.
    """
    actor = asker(request)
    preview = foresee_merge(actor, Company.parse_id(company_id), Company.parse_id(body.other))
    merge_id = commands.merge_companies(
        survivor_id=preview.survivor.card.id,
        merged_id=preview.merged.card.id,
        choice=body.choice(preview),
        seen=body.seen,
        actor=actor,
        now=utc_now(),
    )
    return Status(201, MergeOut.of(get_merge(actor, merge_id)))


@router.get("/company-merges", response=PageSchema[MergeOut], summary="List merges of companies")
def list_company_merges(
    request: HttpRequest,
    company: Annotated[str, Query(max_length=60, description="Those in which this company had a part.")] = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[MergeOut]:
    """Return the merges, newest first. For the host."""
    wanted = Company.parse_id(company) if company else None
    found = list_merges(asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[MergeOut].of(found.map(MergeOut.of))


@router.get("/company-merges/{merge_id}", response=MergeOut, summary="Read a merge of companies")
def get_company_merge(request: HttpRequest, merge_id: str) -> MergeOut:
    """Return one merge. For the host."""
    return MergeOut.of(get_merge(asker(request), CompanyMerge.parse_id(merge_id)))


@router.post("/company-merges/{merge_id}/undoing", response=MergeOut, summary="Undo a merge of companies")
def undo_company_merge(request: HttpRequest, merge_id: str) -> MergeOut:
    """Make two companies again what they were before, with all that was moved; 409 where some of it changed since. For the host."""
    actor, key = asker(request), CompanyMerge.parse_id(merge_id)
    commands.undo_merge(merge_id=key, actor=actor, now=utc_now())
    return MergeOut.of(get_merge(actor, key))
