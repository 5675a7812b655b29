"""What the host itself has at the customer of a registration, with names, for a reviewer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from steelyard.deals import permissions
from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import find_cards as find_partners
from steelyard.pipeline.public import OpportunityCard, find_opportunity, get_account_facts
from steelyard.platform.directory import SOMEONE, PersonCard, find_people

_LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedProduct:
    """A product that the customer has, who sold it and when its term ends."""

    family: str
    partner: str
    renews_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """The host's own interests at the customer."""

    opportunities: tuple[OpportunityCard, ...]
    products: tuple[OwnedProduct, ...]
    named_owners: tuple[PersonCard, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.opportunities or self.products or self.named_owners)


def get_account(actor: Actor, registration_id: UUID, *, now: datetime) -> AccountView:
    """Return what the host has at the registration's customer. Raises: NotAllowed, NotFound."""
    if not permissions.can_see_review(actor):
        raise NotAllowed
    row = DealRegistration.visible_to(actor).filter(id=registration_id, company__isnull=False).first()
    if row is None or row.company_id is None:
        raise NotFound
    ids = [row.company_id, *row.related_company_ids]
    known = get_account_facts(ids, since=now - _LOOK_BACK, at=now)
    open_ones = (find_opportunity(actor, found.id) for found in known.direct_opportunities)
    sellers = find_partners({one.incumbent_partner_id for one in known.customer_products if one.incumbent_partner_id})
    people = find_people({one.owner_id for one in known.named_accounts})
    return AccountView(
        opportunities=tuple(card for card in open_ones if card is not None),
        products=tuple(
            OwnedProduct(
                family=one.family,
                partner=sellers[one.incumbent_partner_id].name if one.incumbent_partner_id in sellers else "",
                renews_on=one.renews_on,
            )
            for one in known.customer_products
        ),
        named_owners=tuple(people.get(one.owner_id, SOMEONE) for one in known.named_accounts),
    )
