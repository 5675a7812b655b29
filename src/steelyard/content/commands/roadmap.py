"""Saying what is to come, and noting who reads it."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.content import permissions
from steelyard.content.commands.checking import check_words
from steelyard.content.models import Audience, RoadmapItem, RoadmapReading
from steelyard.content.refusals import AudienceUnknown
from steelyard.content.roadmap.events import RoadmapItemDefined, RoadmapItemRead
from steelyard.content.roadmap.policies import is_behind_agreement, quarter_of
from steelyard.content.roadmap.queries import get_roadmap_item, terms_of
from steelyard.content.roadmap.refusals import RoadmapNeedsAgreement
from steelyard.content.roadmap.terms import RoadmapTerms
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.events import jsonable, record
from steelyard.program.public import list_product_families


@transaction.atomic
def define_roadmap_item(*, actor: Actor, terms: RoadmapTerms, now: datetime, item_id: UUID | None = None) -> UUID:
    """Say what is to come, or say it anew, and return its id.

    Raises: NotFound, NotAllowed, AudienceUnknown, RoadmapNeedsAgreement, ContentWordUnknown.
    """
    item = _lock(actor, item_id) if item_id else RoadmapItem(created_at=now, created_by=actor.person_id)
    if not permissions.can_author(actor):
        raise NotAllowed
    audience = Audience.objects.filter(id=terms.audience_id).first()
    if audience is None:
        raise AudienceUnknown(fields={"audience_id": AudienceUnknown.text})
    if not is_behind_agreement(audience.terms):
        raise RoadmapNeedsAgreement(fields={"audience_id": RoadmapNeedsAgreement.text})
    families = {family.key for family in list_product_families(include_inactive=True)}
    check_words("family", (terms.family,), families | {""})
    before, terms = terms_of(item) if item_id else None, replace(terms, quarter_on=quarter_of(terms.quarter_on))
    if before == terms:
        return item.id
    for name, value in asdict(terms).items():
        setattr(item, name, value)
    item.save()
    said = RoadmapItemDefined(
        subject_id=item.id,
        subject_label=item.title,
        before=jsonable(asdict(before)) if before else {},
        after=jsonable(asdict(terms)),
    )
    record(said, actor=actor, now=now)
    return item.id


@transaction.atomic
def note_roadmap_reading(*, actor: Actor, item_id: UUID, now: datetime) -> None:
    """Note that somebody of a partner reads what is to come, once a day. Raises: NotFound."""
    item = get_roadmap_item(actor, item_id)
    if actor.partner_id is None or actor.person_id is None:
        return
    mine = {"item": item, "person_id": actor.person_id, "partner_id": actor.partner_id, "read_on": now.date()}
    _, is_first = RoadmapReading.objects.get_or_create(**mine, defaults={"read_at": now})
    if is_first:
        read = RoadmapItemRead(subject_id=item.id, subject_label=item.title, partner_id=actor.partner_id)
        record(read, actor=actor, now=now)


def _lock(actor: Actor, item_id: UUID) -> RoadmapItem:
    item = RoadmapItem.visible_to(actor).filter(id=item_id).select_for_update(of=("self",)).first()
    if item is None:
        raise NotFound
    return item
