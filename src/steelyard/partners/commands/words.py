"""The program's own words for partners: types, tiers, segments."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions, queries
from steelyard.partners.events import PartnerTypeDefined, SegmentDefined, SegmentRemoved, TierDefined
from steelyard.partners.models import PartnerType, Segment, Tier
from steelyard.partners.refusals import SegmentNameTaken
from steelyard.partners.terms import PartnerFilter
from steelyard.platform.events import jsonable, record


@transaction.atomic
def define_partner_type(*, actor: Actor, key: str, name: str, transacts: bool, now: datetime) -> None:
    """Add a type of partner, or change the one with that key.

    Raises: NotAllowed.
    """
    if not permissions.can_define_program_words(actor):
        raise NotAllowed
    kind, _ = PartnerType.objects.update_or_create(key=key, defaults={"name": name, "transacts": transacts})
    happened = PartnerTypeDefined(subject_id=kind.id, subject_label=name, key=key, transacts=transacts)
    record(happened, actor=actor, now=now)


@transaction.atomic
def define_tier(*, actor: Actor, key: str, name: str, rank: int, now: datetime) -> None:
    """Add a tier, or change the one with that key.

    Raises: NotAllowed.
    """
    if not permissions.can_define_program_words(actor):
        raise NotAllowed
    tier, _ = Tier.objects.update_or_create(key=key, defaults={"name": name, "rank": rank})
    record(TierDefined(subject_id=tier.id, subject_label=name, key=key, rank=rank), actor=actor, now=now)


@transaction.atomic
def define_segment(*, actor: Actor, name: str, wanted: PartnerFilter, now: datetime) -> UUID:
    """Keep a filter of partners under a name and return the segment's id.

    Raises: NotAllowed, SegmentNameTaken.
    """
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    if Segment.objects.filter(name__iexact=name).exists():
        raise SegmentNameTaken(name=name, fields={"name": SegmentNameTaken.text})
    kept = jsonable(wanted)
    segment = Segment.objects.create(name=name, filter=kept, created_by=actor.person_id, created_at=now)
    record(SegmentDefined(subject_id=segment.id, subject_label=name, filter=kept), actor=actor, now=now)
    return segment.id


@transaction.atomic
def remove_segment(*, actor: Actor, segment_id: UUID, now: datetime) -> None:
    """Remove a segment; its partners are not touched.

    Raises: NotFound, NotAllowed.
    """
    segment = queries.get_segment(actor, segment_id)
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    record(SegmentRemoved(subject_id=segment.id, subject_label=segment.name), actor=actor, now=now)
    segment.delete()
