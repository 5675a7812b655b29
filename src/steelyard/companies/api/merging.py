"""Merging companies over the API, and undoing it."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from steelyard.companies import commands
from steelyard.companies.models import Company, CompanyMerge
from steelyard.companies.queries.merging import foresee_merge, get_merge, list_merges
from steelyard.companies.schemas.merging import MergeIn, MergeOut, MergePreviewOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import MAX_PAGE_SIZE, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.schemas import PROBLEMS, Cursor, PageSchema

router = Router()


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get(
    "/companies/{company_id}/merge-previews/{other_id}",
    response={200: MergePreviewOut, **PROBLEMS},
    summary="Preview a merge of two companies",
)
def preview_company_merge(request: HttpRequest, company_id: str, other_id: str) -> MergePreviewOut:
    """Return this company and the other side by side, what hangs on each, and what would collide. For the host."""
    preview = foresee_merge(_actor(request), Company.parse_id(company_id), Company.parse_id(other_id))
    return MergePreviewOut.of(preview)


@router.post("/companies/{company_id}/merges", response={201: MergeOut, **PROBLEMS}, summary="Merge two companies")
def merge_known_companies(request: HttpRequest, company_id: str, body: MergeIn) -> Status[MergeOut]:
    """Merge another company into this one: its id leads here from now on, and what hung on it hangs here. For the host.

    What would collide, such as two protections of one scope, is never resolved by a merge: it answers 409 until a person has
    settled it. A merge can be undone for thirty days.
    """
    actor = _actor(request)
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


@router.get("/company-merges", response={200: PageSchema[MergeOut], **PROBLEMS}, summary="List merges of companies")
def list_company_merges(
    request: HttpRequest,
    company: Annotated[str, Query(max_length=60, description="Those in which this company had a part.")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = 50,
    cursor: Cursor = "",
) -> PageSchema[MergeOut]:
    """Return the merges, newest first. For the host."""
    wanted = Company.parse_id(company) if company else None
    found = list_merges(_actor(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[MergeOut](
        items=[MergeOut.of(card) for card in found.items], total=found.total, next_cursor=found.next_cursor
    )


@router.get("/company-merges/{merge_id}", response={200: MergeOut, **PROBLEMS}, summary="Read a merge of companies")
def get_company_merge(request: HttpRequest, merge_id: str) -> MergeOut:
    """Return one merge. For the host."""
    return MergeOut.of(get_merge(_actor(request), CompanyMerge.parse_id(merge_id)))


@router.post(
    "/company-merges/{merge_id}/undoing", response={200: MergeOut, **PROBLEMS}, summary="Undo a merge of companies"
)
def undo_company_merge(request: HttpRequest, merge_id: str) -> MergeOut:
    """Make two companies again what they were before, with all that was moved; 409 where some of it changed since. For the host."""
    actor, key = _actor(request), CompanyMerge.parse_id(merge_id)
    commands.undo_merge(merge_id=key, actor=actor, now=utc_now())
    return MergeOut.of(get_merge(actor, key))
