"""Benefits over the API: the catalog, and what a partner holds."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands, queries
from steelyard.partners.benefits.queries import list_benefits, list_catalog, list_held
from steelyard.partners.benefits.schemas import BenefitIn, BenefitOut, HeldBenefitOut
from steelyard.partners.models import Partner
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])


@router.get("/benefits", response=PageSchema[BenefitOut], summary="List benefits")
def list_partner_benefits(
    request: HttpRequest, page: PageNumber = 1, page_size: PageSize = 50, cursor: Cursor = ""
) -> PageSchema[BenefitOut]:
    """Return the catalog of benefits by key, for the host with how many hold each and what that costs in a year."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[BenefitOut].of(list_benefits(asker(request), asked).map(BenefitOut.of))


@router.post("/benefits", response={201: BenefitOut}, summary="Define a benefit")
def define_partner_benefit(request: HttpRequest, body: BenefitIn) -> Status[BenefitOut]:
    """Add a benefit, or change the one with that key; who holds it follows within moments."""
    commands.define_benefit(
        actor=asker(request),
        key=body.key,
        name=body.name,
        description=body.description,
        from_tier=body.from_tier,
        types=body.types,
        value=body.value,
        is_offered=body.is_offered,
        now=utc_now(),
    )
    return Status(201, next(BenefitOut.of(card) for card in list_catalog() if card.key == body.key))


@router.get("/partners/{partner_id}/benefits", response=list[HeldBenefitOut], summary="List a partner's benefits")
def list_benefits_of_partner(request: HttpRequest, partner_id: str) -> list[HeldBenefitOut]:
    """Return the benefits that a partner holds today."""
    partner = queries.get_partner(asker(request), Partner.parse_id(partner_id))
    held = list_held(asker(request), partner.id, on=queries.today(utc_now()))
    return [HeldBenefitOut.of(one) for one in held]
