"""Reading the roadmap, and who read it."""

from collections.abc import Iterable
from uuid import UUID

from steelyard.content import permissions
from steelyard.content.models import RoadmapItem, RoadmapReading
from steelyard.content.roadmap.terms import (
    RoadmapCard,
    RoadmapFilter,
    RoadmapReadingCard,
    RoadmapStatus,
    RoadmapTerms,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.paging import take


def list_roadmap(actor: Actor, wanted: RoadmapFilter, page: PageRequest) -> Page[RoadmapCard]:
    """Return a page of what is to come and what the actor may know of, the nearest quarter first."""
    said = {"family": wanted.family, "status": wanted.status}
    rows = RoadmapItem.visible_to(actor).filter(**{field: value for field, value in said.items() if value})
    stretch = take(rows.select_related("audience"), page, ("quarter_on", "id"))
    cards = [card_of(row, actor) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_roadmap_item(actor: Actor, item_id: UUID) -> RoadmapItem:
    """Return something that is to come and that the actor may know of. Raises: NotFound."""
    item = RoadmapItem.visible_to(actor).select_related("audience").filter(id=item_id).first()
    if item is None:
        raise NotFound
    return item


def card_of(row: RoadmapItem, actor: Actor) -> RoadmapCard:
    """Return an item as the actor is shown it; for whom it is, its readers are not told."""
    knows = permissions.can_see_usage(actor)
    return RoadmapCard(
        id=row.id,
        public_id=row.public_id,
        title=row.title,
        quarter_on=row.quarter_on,
        status=RoadmapStatus(row.status),
        family=row.family,
        confidentiality=row.confidentiality,
        audience_id=row.audience_id if knows else None,
        audience=row.audience.name if knows else "",
        updated_at=row.updated_at,
    )


def terms_of(row: RoadmapItem) -> RoadmapTerms:
    """Return what is said of an item."""
    return RoadmapTerms(
        title=row.title,
        quarter_on=row.quarter_on,
        status=RoadmapStatus(row.status),
        audience_id=row.audience_id,
        confidentiality=row.confidentiality,
        words=row.words,
        family=row.family,
    )


def list_readings(actor: Actor, item_id: UUID, page: PageRequest) -> Page[RoadmapReadingCard]:
    """Return who read an item, newest first: to a partner its own people."""
    rows = RoadmapReading.visible_to(actor).filter(item=item_id, item__in=RoadmapItem.visible_to(actor))
    stretch = take(rows, page, ("-read_at", "-id"))
    people = find_people({row.person_id for row in stretch.rows})
    cards = [
        RoadmapReadingCard(person=person.name, organization=person.organization, read_at=row.read_at)
        for row in stretch.rows
        for person in (people.get(row.person_id, SOMEONE),)
    ]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def find_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of those of the items that the current asker may see."""
    return dict(RoadmapItem.objects.filter(id__in=set(ids)).values_list("id", "title"))
