"""Companies over the API: the directory for everyone, records and matching for the host."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from steelyard.companies import commands
from steelyard.companies.cards import CompanyDraft
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_browse_companies, can_search_companies
from steelyard.companies.queries.cards import MOST_SUGGESTIONS, get_card, suggest_companies
from steelyard.companies.queries.matching import find_candidates
from steelyard.companies.queries.records import SORTS, CompanyFilter, get_record, list_companies
from steelyard.companies.schemas.records import (
    CandidateOut,
    CompanyDetailOut,
    CompanyIn,
    CompanyOut,
    CompanyPatch,
    MatchIn,
    MatchOut,
    SuggestionsOut,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.bulk import BulkIn, BulkOut, do_each
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()

Typed = Annotated[str, Field(max_length=200, description="The beginning of a name, of a word in it, or of a domain.")]


@router.get("/companies", response=PageSchema[CompanyOut], summary="List companies")
def list_known_companies(
    request: HttpRequest,
    q: Typed = "",
    country: Annotated[str, Field(max_length=2)] = "",
    is_listed: bool | None = None,  # noqa: FBT001 - a query parameter
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "name",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[CompanyOut]:
    """Return the companies that the caller may see; a total of 10,001 means that there are more."""
    actor = asker(request)
    wanted = CompanyFilter(text=q, country=country.upper(), is_listed=is_listed)
    found = list_companies(
        actor, wanted, PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    )
    is_host = can_browse_companies(actor)
    return PageSchema[CompanyOut].of(found.map(lambda row: CompanyOut.of_row(row, is_host=is_host)))


@router.get("/companies/suggestions", response=SuggestionsOut, summary="Suggest companies while typing")
def suggest_known_companies(
    request: HttpRequest,
    q: Typed,
    limit: Annotated[int, Field(ge=1, le=MOST_SUGGESTIONS)] = 10,
) -> SuggestionsOut:
    """Return visible companies of which a name, a word in a name or a domain begins with `q`."""
    actor = asker(request)
    if not can_search_companies(actor):
        raise NotAllowed
    return SuggestionsOut(items=[CompanyOut.of(card) for card in suggest_companies(actor, q, limit)])


@router.post("/companies/match", response=MatchOut, summary="Find known companies like this one")
def match_company(request: HttpRequest, body: MatchIn) -> MatchOut:
    """Return the best candidates among all known companies, each with verdict, probability and evidence. For the host."""
    if not can_browse_companies(asker(request)):
        raise NotAllowed
    draft = clean_draft(CompanyDraft(name=body.name, domain=body.domain, country=body.country))
    candidates = find_candidates(prepare_draft(draft))[: body.limit]
    return MatchOut(candidates=[CandidateOut.of(candidate) for candidate in candidates])


@router.get("/companies/{company_id}", response=CompanyDetailOut, summary="Show a company")
def get_known_company(request: HttpRequest, company_id: str) -> CompanyDetailOut:
    """Return one company: the whole record for the host, its card for a partner that may see or has named it.

    The id of a company that was merged leads to the company that it is now.
    """
    return _detail(asker(request), company_id)


@router.post("/companies", response={201: CompanyDetailOut}, summary="Create a company")
def create_known_company(request: HttpRequest, response: HttpResponse, body: CompanyIn) -> Status[CompanyDetailOut]:
    """Make a company known that is none of the known ones; ask `/companies/match` first. For the host."""
    record = _create(asker(request), body)
    response["Location"] = f"/api/v1/companies/{record.id}"
    return Status(201, record)


@router.post("/bulk/companies", response={207: BulkOut[CompanyDetailOut]}, summary="Create many companies")
def create_known_companies(request: HttpRequest, body: BulkIn[CompanyIn]) -> Status[BulkOut[CompanyDetailOut]]:
    """Make up to 100 companies known, each for itself: what is refused leaves the others as they are. For the host."""
    actor = asker(request)
    return Status(207, do_each(request, body.items, lambda one: _create(actor, one)))


def _create(actor: Actor, body: CompanyIn) -> CompanyDetailOut:
    facts = body.model_dump(exclude={"identifiers", "parent_id", "aliases"})
    draft = CompanyDraft(
        **facts,
        aliases=tuple(body.aliases),
        identifiers=tuple(body.identifiers.items()),
        parent_id=Company.parse_id(body.parent_id) if body.parent_id else None,
    )
    created = commands.create_company(draft=draft, actor=actor, now=utc_now())
    return CompanyDetailOut.of_record(get_record(actor, created))


@router.patch("/companies/{company_id}", response=CompanyDetailOut, summary="Change a company")
def change_known_company(request: HttpRequest, company_id: str, body: CompanyPatch) -> CompanyDetailOut:
    """Change the facts that are given. For the host."""
    actor, key, now = asker(request), Company.parse_id(company_id), utc_now()
    given: dict[str, Any] = body.model_dump(exclude_unset=True)
    listing, owner = given.pop("is_listed", None), given.pop("parent_id", ...)
    changes = {name: value for name, value in given.items() if value is not None or name == "employees"}
    commands.change_company(company_id=key, changes=changes, actor=actor, now=now)
    if listing is not None:
        (commands.list_company if listing else commands.unlist_company)(company_id=key, actor=actor, now=now)
    if owner is not ...:
        parent_id = Company.parse_id(owner) if owner else None
        commands.set_parent(company_id=key, parent_id=parent_id, actor=actor, now=now)
    return _detail(actor, company_id)


def _detail(actor: Actor, company_id: str) -> CompanyDetailOut:
    key = Company.parse_id(company_id)
    if can_browse_companies(actor):
        return CompanyDetailOut.of_record(get_record(actor, key))
    if not can_search_companies(actor):
        raise NotAllowed
    return CompanyDetailOut(**CompanyOut.of(get_card(actor, key)).model_dump())
