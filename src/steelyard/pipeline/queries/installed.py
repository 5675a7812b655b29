"""Reading whose named account a company is and what customers have: what the rules consult, for those who keep it."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet

from steelyard.companies.public import find_cards as find_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import find_cards as find_partners
from steelyard.pipeline import permissions
from steelyard.pipeline.cards import AccountFilter, InstalledCard, InstalledFilter, NamedAccountCard
from steelyard.pipeline.models import AccountAssignment, InstalledProduct
from steelyard.platform.directory import SOMEONE, find_people

ACCOUNT_SORTS = {"company": "company__name", "since": "since_on", "owner": "person__name"}
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
    found = _sorted(rows, page, ACCOUNT_SORTS, "company")
    return Page(items=_account_cards(found), total=rows.count(), request=page)


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
    found = _sorted(rows.select_related("family"), page, INSTALLED_SORTS, "renews")
    return Page(items=_installed_cards(found), total=rows.count(), request=page)


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


def _sorted(rows: QuerySet[Row], page: PageRequest, sorts: dict[str, str], usual: str) -> QuerySet[Row]:
    """Return the stretch that the page asks for; what has no date comes last."""
    key = page.sort.removeprefix("-")
    column = F(sorts.get(key, sorts[usual]))
    is_turned = page.sort.startswith("-") and key in sorts
    order = column.desc(nulls_last=True) if is_turned else column.asc(nulls_last=True)
    return rows.order_by(order, "id")[page.offset : page.offset + page.size]


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
        )
        for row in rows
    ]
