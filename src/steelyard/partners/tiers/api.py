"""Tiers over the API: the metrics of rules, standings, roadmaps."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners import queries
from steelyard.partners.models import Partner
from steelyard.partners.tiers.metrics import list_metrics
from steelyard.partners.tiers.peers import find_quarters
from steelyard.partners.tiers.queries import SORTS, find_roadmap, list_standings
from steelyard.partners.tiers.schemas import PeerQuartersOut, RoadmapOut, StandingLineOut, TierMetricOut
from steelyard.partners.tiers.terms import NOTHING, Outlook, StandingFilter
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Id = Annotated[str, Field(max_length=60)]
Key = Annotated[Line, Field(max_length=50)]


@router.get("/tier-metrics", response=list[TierMetricOut], summary="List metrics of tiers")
def list_tier_metrics(request: HttpRequest) -> list[TierMetricOut]:  # noqa: ARG001 - ninja passes it
    """Return the metrics of which rules of tiers can speak."""
    return [TierMetricOut.of(metric) for metric in list_metrics()]


@router.get("/partner-standings", response=PageSchema[StandingLineOut], summary="List standings")
def list_partner_standings(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    tier: Key = "",
    reached: Key = "",
    region: Key = "",
    outlook: Outlook | None = None,
    manager: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "name",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[StandingLineOut]:
    """Return where each partner stands by the rules of tiers. For the host."""
    wanted = StandingFilter(
        text=q,
        tier=tier,
        reached=reached,
        region=region,
        outlook=outlook,
        manager_id=parse_public_id("person", manager) if manager else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    found = list_standings(asker(request), wanted, asked, at=utc_now())
    return PageSchema[StandingLineOut].of(found.map(StandingLineOut.of))


@router.get("/partners/{partner_id}/standing", response=RoadmapOut, summary="Show a standing")
def get_partner_standing(request: HttpRequest, partner_id: str) -> RoadmapOut:
    """Return where a partner stands, with every metric and criterion, what is missing, and the ways to the next tier.

    404 while nothing is measured of it.
    """
    partner = queries.get_partner(asker(request), Partner.parse_id(partner_id))
    roadmap = find_roadmap(asker(request), partner.id)
    if roadmap is None:
        raise NotFound
    return RoadmapOut.explained(roadmap)


@router.get("/partners/{partner_id}/peers", response=list[PeerQuartersOut], summary="Show peers")
def list_partner_peers(request: HttpRequest, partner_id: str) -> list[PeerQuartersOut]:
    """Return how each measured value of a partner lies among those of its peers: quarters of at least eight others.

    Empty where they are too few. Nothing tells of a single one of them.
    """
    partner = queries.get_partner(asker(request), Partner.parse_id(partner_id))
    roadmap = find_roadmap(asker(request), partner.id)
    if roadmap is None:
        return []
    quarters = find_quarters(asker(request), partner.id).values()
    return [PeerQuartersOut.of(one, roadmap.values.get(one.evidence, NOTHING)) for one in quarters]
