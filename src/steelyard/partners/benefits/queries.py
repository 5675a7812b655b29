"""Reading benefits: the catalog, and what a partner holds."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.partners import permissions
from steelyard.partners.benefits.terms import BenefitCard, HeldBenefit
from steelyard.partners.models import Benefit, BenefitGrant, Dated, Partner
from steelyard.platform.paging import take


def list_benefits(actor: Actor, page: PageRequest) -> Page[BenefitCard]:
    """Return a page of the catalog by key; for the host with how many hold each, for partners without what is not offered."""
    counts = permissions.can_list_partners(actor)
    rows = Benefit.objects.order_by() if counts else Benefit.objects.order_by().filter(is_offered=True)
    held = Count("grants", filter=Q(grants__until=None))
    stretch = take(rows.annotate(holders=held) if counts else rows, page, ("key",))
    cards = [_card(row, holders=row.holders if counts else None) for row in stretch.rows]  # type: ignore[attr-defined]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_catalog() -> list[BenefitCard]:
    """Return all benefits, for the form that changes one."""
    return [_card(row) for row in Benefit.objects.all()]


def list_held(actor: Actor, partner_id: UUID, *, on: date) -> list[HeldBenefit]:
    """Return the benefits that a partner which the actor may see holds on a day, by name."""
    partner = Partner.visible_to(actor).filter(id=partner_id)
    rows = BenefitGrant.visible_to(actor).filter(Dated.holds_on(on), partner__in=partner)
    return [
        HeldBenefit(benefit=_card(row.benefit), since_on=row.since_on, until=row.until)
        for row in rows.select_related("benefit").order_by("benefit__name", "id")
    ]


def list_gained(tier: str, held: list[HeldBenefit], types: tuple[str, ...]) -> list[BenefitCard]:
    """Return the benefits that a tier brings to a partner of these types besides what it holds, by name."""
    rows = Benefit.objects.filter(is_offered=True, from_tier__key=tier).exclude(
        key__in=[one.benefit.key for one in held]
    )
    wanted = rows.filter(Q(types=[]) | Q(types__overlap=list(types)))
    return [_card(row) for row in wanted.order_by("name", "id")]


def _card(row: Benefit, *, holders: int | None = None) -> BenefitCard:
    return BenefitCard(
        id=row.id,
        public_id=row.public_id,
        key=row.key,
        name=row.name,
        description=row.description,
        from_tier=row.from_tier_id or "",
        types=tuple(row.types),
        value=row.value,
        is_offered=row.is_offered,
        holders=holders,
    )


def benefit_keys() -> list[str]:
    """Return the key of every benefit."""
    return list(Benefit.objects.values_list("key", flat=True))
