"""Companies as the host reads them: one record, and lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from steelyard.companies.cards import CompanyCard
from steelyard.companies.models import (
    Company,
    CompanyDomain,
    CompanyIdentifier,
    CompanyName,
    PossibleDuplicate,
)
from steelyard.companies.permissions import can_browse_companies, can_search_companies
from steelyard.companies.queries.cards import card_of, find_by_prefix, find_cards
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.paging import take

MOST_COUNTED = 10_000
"""Beyond it a list says that there are more, instead of counting a million rows for a page of 25."""
MOST_FOUND = 500
MOST_LEVELS = 10
SORTS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "created": ("created_at", "id"),
    "-created": ("-created_at", "-id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFilter:
    """Which companies a list shows; empty fields do not restrict."""

    text: str = ""
    country: str = ""
    is_listed: bool | None = None
    has_doubts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """A company in a list; one that was merged into another is there only for those who follow changes."""

    card: CompanyCard
    merged_into_id: UUID | None
    legal_name: str
    introduced_by: UUID | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """Another name of a company, and whose word it is."""

    id: UUID
    text: str
    kind: str
    partner_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRecord:
    """Everything the host knows of one company."""

    card: CompanyCard
    legal_name: str
    display_name: str
    website: str
    industry: str
    employees: int | None
    introduced_by: UUID | None
    created_at: datetime
    updated_at: datetime
    parent: CompanyCard | None
    children: Sequence[CompanyCard] = ()
    names: Sequence[NameLine] = ()
    domains: Sequence[str] = ()
    identifiers: Sequence[tuple[str, str]] = ()
    doubts: Sequence[tuple[CompanyCard, float]] = field(default=())


def get_company(actor: Actor, company_id: UUID) -> Company:
    """Return the company; of one that was merged, its survivor. Raises: NotFound."""
    company = Company.visible_to(actor).filter(id=company_id).first()
    if company is None:
        raise NotFound
    return company if company.merged_into_id is None else get_company(actor, company.merged_into_id)


def lock_company(actor: Actor, company_id: UUID) -> Company:
    """Return the company, or the survivor of one that was merged, locked for a change. Raises: NotFound."""
    company = Company.visible_to(actor).select_for_update(of=("self",)).filter(id=company_id).first()
    if company is None:
        raise NotFound
    return company if company.merged_into_id is None else lock_company(actor, company.merged_into_id)


def find_ancestors(company: Company) -> set[UUID]:
    """Return the company and its owners; a chain longer than any group's is taken as one."""
    found = {company.id}
    at: Company | None = company
    for _ in range(MOST_LEVELS):
        at = at.parent if at is not None else None
        if at is None:
            break
        found.add(at.id)
    return found


def get_record(actor: Actor, company_id: UUID) -> CompanyRecord:
    """Return everything known of one company. Raises: NotAllowed for those who may only see cards, NotFound."""
    if not can_browse_companies(actor):
        raise NotAllowed
    company = get_company(actor, company_id)
    questions = PossibleDuplicate.objects.filter(settled_at=None, company__merged_into=None, other__merged_into=None)
    doubts = {
        row.other_id if row.company_id == company.id else row.company_id: row.probability
        for row in questions.filter(company=company).union(questions.filter(other=company))
    }
    children = [card_of(child) for child in company.children.order_by("name")[:MOST_FOUND]]
    cards = find_cards({*doubts, *([company.parent_id] if company.parent_id else [])})
    return CompanyRecord(
        card=card_of(company),
        legal_name=company.name,
        display_name=company.display_name,
        website=company.website,
        industry=company.industry,
        employees=company.employees,
        introduced_by=company.introduced_by,
        created_at=company.created_at,
        updated_at=company.updated_at,
        parent=cards.get(company.parent_id) if company.parent_id else None,
        children=children,
        names=[
            NameLine(id=name.id, text=name.text, kind=name.kind, partner_id=name.partner_id)
            for name in CompanyName.objects.filter(company=company).order_by("kind", "text")
        ],
        domains=list(CompanyDomain.objects.filter(company=company).order_by("domain").values_list("domain", flat=True)),
        identifiers=list(
            CompanyIdentifier.objects.filter(company=company).order_by("scheme").values_list("scheme", "value")
        ),
        doubts=[(cards[other], probability) for other, probability in doubts.items() if other in cards],
    )


def list_companies(actor: Actor, wanted: CompanyFilter, page: PageRequest) -> Page[CompanyRow]:
    """Return a page of the companies that the actor may see. Shape: the total stops at `MOST_COUNTED`. Raises: NotAllowed."""
    if not can_search_companies(actor):
        raise NotAllowed
    if page.updated_since is not None and not can_browse_companies(actor):
        raise NotAllowed  # who else writes about a company is not a partner's business
    rows = matching(actor, wanted, with_merged=page.updated_since is not None)
    total = None if page.cursor else rows.order_by()[: MOST_COUNTED + 1].count()
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["name"]), total=total)
    items = [_row(company) for company in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def matching(actor: Actor, wanted: CompanyFilter, *, with_merged: bool = False) -> QuerySet[Company]:
    """Return the companies that the filter finds among those the actor may see."""
    rows = Company.visible_to(actor)
    if not with_merged:
        rows = rows.filter(merged_into=None)
    if wanted.text.strip():
        rows = rows.filter(id__in=find_by_prefix(actor, wanted.text, MOST_FOUND))
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.is_listed is not None:
        rows = rows.filter(is_listed=wanted.is_listed)
    if wanted.has_doubts:
        open_questions = PossibleDuplicate.objects.filter(settled_at=None, other__merged_into=None)
        rows = rows.filter(id__in=open_questions.values("company_id"))
    return rows


def _row(company: Company) -> CompanyRow:
    return CompanyRow(
        card=card_of(company),
        merged_into_id=company.merged_into_id,
        legal_name=company.name,
        introduced_by=company.introduced_by,
        created_at=company.created_at,
        updated_at=company.updated_at,
    )
