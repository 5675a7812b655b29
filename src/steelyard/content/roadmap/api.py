"""The roadmap over the API."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.content import commands
from steelyard.content.models import RoadmapItem
from steelyard.content.roadmap import queries
from steelyard.content.roadmap.schemas import RoadmapItemDetailOut, RoadmapItemIn, RoadmapItemOut, RoadmapReadingOut
from steelyard.content.roadmap.terms import RoadmapFilter, RoadmapStatus
from steelyard.content.schemas import Word
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Content"])


def _detail(request: HttpRequest, key: UUID) -> RoadmapItemDetailOut:
    actor = asker(request)
    item = queries.get_roadmap_item(actor, key)
    return RoadmapItemDetailOut.of_item(queries.card_of(item, actor), item.words)


@router.get("/roadmap-items", response=PageSchema[RoadmapItemOut], summary="List the roadmap")
def list_roadmap_items(
    request: HttpRequest,
    family: Word = "",
    status: RoadmapStatus | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[RoadmapItemOut]:
    """Return what is to come, the nearest quarter first: to partners as far as an agreement is in force."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor, updated_since=updated_since)
    found = queries.list_roadmap(asker(request), RoadmapFilter(family=family, status=status or ""), asked)
    return PageSchema[RoadmapItemOut].of(found.map(RoadmapItemOut.of))


@router.post("/roadmap-items", response={201: RoadmapItemDetailOut}, summary="Add to the roadmap")
def create_roadmap_item(request: HttpRequest, body: RoadmapItemIn) -> Status[RoadmapItemDetailOut]:
    """Say what is to come."""
    key = commands.define_roadmap_item(actor=asker(request), terms=body.terms(), now=utc_now())
    return Status(201, _detail(request, key))


@router.get("/roadmap-items/{roadmap_item_id}", response=RoadmapItemDetailOut, summary="Show what is to come")
def get_roadmap_item(request: HttpRequest, roadmap_item_id: str) -> RoadmapItemDetailOut:
    """Return something that is to come in full; a partner's reading is noted, with the person and the day."""
    key = RoadmapItem.parse_id(roadmap_item_id)
    commands.note_roadmap_reading(actor=asker(request), item_id=key, now=utc_now())
    return _detail(request, key)


@router.put("/roadmap-items/{roadmap_item_id}", response=RoadmapItemDetailOut, summary="Change the roadmap")
def change_roadmap_item(request: HttpRequest, roadmap_item_id: str, body: RoadmapItemIn) -> RoadmapItemDetailOut:
    """Say anew what is to come, when, and for whom."""
    key = RoadmapItem.parse_id(roadmap_item_id)
    commands.define_roadmap_item(actor=asker(request), item_id=key, terms=body.terms(), now=utc_now())
    return _detail(request, key)


@router.get(
    "/roadmap-items/{roadmap_item_id}/readings", response=PageSchema[RoadmapReadingOut], summary="List who read it"
)
def list_roadmap_readings(
    request: HttpRequest, roadmap_item_id: str, page: PageNumber = 1, page_size: PageSize = 50, cursor: Cursor = ""
) -> PageSchema[RoadmapReadingOut]:
    """Return who of which partner read an item on which day, newest first: to a partner its own people."""
    actor, key = asker(request), RoadmapItem.parse_id(roadmap_item_id)
    queries.get_roadmap_item(actor, key)
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    return PageSchema[RoadmapReadingOut].of(queries.list_readings(actor, key, asked).map(RoadmapReadingOut.of))
