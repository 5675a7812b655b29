"""What is asked about many partners at once, by whoever picks some of them out: for programs, rollouts, incentives, content."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Subquery

from steelyard.partners.models import Dated, Partner, PartnerRole, Segment
from steelyard.partners.queries import find_members, tier_on, today
from steelyard.partners.terms import PartnerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTraits:
    """What a partner can be picked out by, as it holds at the instant; of segments, those that were asked about."""

    partner_id: UUID
    status: PartnerStatus
    region: str
    tier: str
    types: frozenset[str]
    segment_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentCard:
    """A segment as others refer to it."""

    id: UUID
    public_id: str
    name: str


def list_traits(
    *, segment_ids: Collection[UUID], at: datetime, partner_ids: Collection[UUID] | None = None
) -> list[PartnerTraits]:
    """Return the traits of the partners given, or of all, as far as the current asker may see them; no merged ones."""
    day = today(at)
    rows = Partner.objects.filter(merged_into=None)
    roles = PartnerRole.objects.filter(Dated.holds_on(day))
    if partner_ids is not None:
        rows, roles = rows.filter(id__in=partner_ids), roles.filter(partner__in=partner_ids)
    types: defaultdict[UUID, set[str]] = defaultdict(set)
    for role in roles:
        types[role.partner_id].add(role.type_id)
    within: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for segment in Segment.objects.filter(id__in=segment_ids):
        for partner_id in find_members(segment, rows, at=at).values_list("id", flat=True):
            within[partner_id].add(segment.id)
    found = rows.annotate(tier_key=Subquery(tier_on(day).values("tier")[:1]))
    return [
        PartnerTraits(
            partner_id=partner_id,
            status=PartnerStatus(status),
            region=region,
            tier=tier or "",
            types=frozenset(types[partner_id]),
            segment_ids=frozenset(within[partner_id]),
        )
        for partner_id, status, region, tier in found.values_list("id", "status", "region", "tier_key")
    ]


def list_segment_cards() -> list[SegmentCard]:
    """Return every segment by name, as far as the current asker may see them."""
    return [SegmentCard(id=one.id, public_id=one.public_id, name=one.name) for one in Segment.objects.all()]


def count_enrolled() -> int:
    """Return how many partners are in the program or on their way into it, as far as the current asker may see them."""
    return Partner.objects.filter(merged_into=None).exclude(status=PartnerStatus.ENDED).count()
