"""Reading whose named account a company is and what customers have: what the rules consult, for those who keep it."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from steelyard.companies.public import find_cards as find_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import find_cards as find_partners
from steelyard.pipeline import permissions
from steelyard.pipeline.cards import AccountFilter, InstalledCard, InstalledFilter, NamedAccountCard
from steelyard.pipeline.models import AccountAssignment, InstalledProduct
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.paging import take

ACCOUNT_SORTS = {"company": "company__name", "since": "since_on", "owner": "person__name"}
_UNDATED = {"renews_on": ("is_undated",)}
"""What has no date comes last, turned round as well."""
INSTALLED_SORTS = {"company": "company__name", "renews": "renews_on", "since": "since_on"}


def list_named_accounts(actor: Actor, wanted: AccountFilter, page: PageRequest) -> Page[NamedAccountCard]:
    """Return the named accounts that the filter finds, by company unless sorted otherwise. Raises: NotAllowed for partners."""
    if not permissions.can_see_accounts(actor):
        raise NotAllowed
    rows = AccountAssignment.objects.all()
    if wanted.on is not None:
        rows = rows.filter(Q(until=None) | Q(until__gt=wanted.on))
    if wanted.text:
        rows = rows.filter(company__name__icontains=wanted.text)
    if wanted.is_house is not None:
        rows = rows.filter(is_house=wanted.is_house)
    rows = _narrowed(rows, {"company": wanted.company_id, "person": wanted.owner_id})
    stretch = take(rows, page, _order(page, ACCOUNT_SORTS, "company"))
    cards = _account_cards(stretch.rows)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_installed_base(actor: Actor, wanted: InstalledFilter, page: PageRequest) -> Page[InstalledCard]:
    """Return the installed products that the filter finds among those the actor may see, what renews first on top."""
    rows = InstalledProduct.visible_to(actor)
    if not wanted.with_ended:
        rows = rows.filter(ended_on=None)
    if wanted.text and not actor.is_partner:
        rows = rows.filter(company__name__icontains=wanted.text)
    if wanted.renews_before is not None:
        rows = rows.filter(renews_on__lt=wanted.renews_before)
    rows = _narrowed(rows, {"company": wanted.company_id, "family": wanted.family, "partner": wanted.partner_id})
    undated = Case(When(renews_on=None, then=1), default=0)
    stretch = take(
        rows.select_related("family").annotate(is_undated=undated), page, _order(page, INSTALLED_SORTS, "renews")
    )
    cards = _installed_cards(stretch.rows)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_installed(actor: Actor, installed_id: UUID) -> InstalledCard:
    """Return one installed product that the customer still has. Raises: NotFound."""
    rows = InstalledProduct.visible_to(actor).select_related("family").filter(id=installed_id, ended_on=None)
    cards = _installed_cards(rows)
    if not cards:
        raise NotFound
    return cards[0]


Row = TypeVar("Row", AccountAssignment, InstalledProduct)


def _narrowed(rows: QuerySet[Row], exact: dict[str, UUID | str | None]) -> QuerySet[Row]:
    return rows.filter(**{field: value for field, value in exact.items() if value})


def _order(page: PageRequest, sorts: dict[str, str], usual: str) -> tuple[str, ...]:
    key = page.sort.removeprefix("-")
    is_turned = page.sort.startswith("-") and key in sorts
    column = sorts.get(key, sorts[usual])
    return (*_UNDATED.get(column, ()), f"-{column}", "id") if is_turned else (column, "id")


def _account_cards(found: Iterable[AccountAssignment]) -> list[NamedAccountCard]:
    rows = list(found)
    companies = find_companies({row.company_id for row in rows})
    people = find_people({row.person_id for row in rows})
    return [
        NamedAccountCard(
            id=row.id,
            company_id=row.company_id,
            company=companies[row.company_id].name if row.company_id in companies else "",
            owner_id=row.person_id,
            owner=people.get(row.person_id, SOMEONE).name,
            is_house=row.is_house,
            since_on=row.since_on,
            until=row.until,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _installed_cards(found: Iterable[InstalledProduct]) -> list[InstalledCard]:
    rows = list(found)
    companies = find_companies({row.company_id for row in rows})
    partners = find_partners({row.partner_id for row in rows if row.partner_id})
    return [
        InstalledCard(
            id=row.id,
            public_id=row.public_id,
            company_id=row.company_id,
            company=companies[row.company_id].name if row.company_id in companies else "",
            family=row.family_id,
            family_name=row.family.name,
            partner_id=row.partner_id,
            partner=partners[row.partner_id].name if row.partner_id in partners else "",
            since_on=row.since_on,
            renews_on=row.renews_on,
            ended_on=row.ended_on,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
