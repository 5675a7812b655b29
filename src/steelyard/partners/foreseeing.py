"""What a merge of two partners would bring together, before anybody does it, and the merges that were done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound, sentence
from steelyard.partners import queries
from steelyard.partners.followers import followers
from steelyard.partners.models import Partner, PartnerMerge
from steelyard.partners.permissions import can_list_partners, can_merge_partners
from steelyard.partners.terms import MERGE_FIELDS, PartnerRecord
from steelyard.platform.directory import SOMEONE, PersonCard, find_people
from steelyard.platform.merging import Collision, FactLine, Hanging, MergeWithItself, Pair
from steelyard.platform.paging import take

_FACTS = {
    "name": sentence("Name"),
    "region": sentence("Region"),
    "website": sentence("Website"),
    "phone": sentence("Phone"),
    "description": sentence("Description"),
    "capabilities": sentence("Capabilities"),
    "verticals": sentence("Industries"),
    "specializations": sentence("Specializations"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerMergePreview:
    """Two partners side by side, what hangs on each, and what would collide. `seen` stands for all that was read."""

    survivor: PartnerRecord
    merged: PartnerRecord
    facts: Sequence[FactLine]
    hanging: Sequence[Hanging]
    collisions: Sequence[Collision]
    seen: str

    @property
    def is_blocked(self) -> bool:
        return any(collision.blocks for collision in self.collisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerMergeCard:
    """A merge that was done, and whether it can still be undone."""

    id: UUID
    survivor_id: UUID
    survivor: str
    merged_id: UUID
    merged: str
    by: PersonCard
    at: datetime
    undo_until: datetime
    undone_at: datetime | None

    def can_be_undone_at(self, now: datetime) -> bool:
        """Tell whether the time for undoing is not over; whether anything changed since is found out by trying."""
        return self.undone_at is None and now < self.undo_until


def foresee_merge(actor: Actor, survivor_id: UUID, merged_id: UUID, *, at: datetime) -> PartnerMergePreview:
    """Return what merging the second partner into the first would bring together.

    Raises: NotAllowed, NotFound, MergeWithItself.
    """
    if not can_merge_partners(actor):
        raise NotAllowed
    survivor, merged = (queries.get_record(actor, one, at=at) for one in (survivor_id, merged_id))
    pair = Pair(survivor=survivor.card.id, merged=merged.card.id)
    if pair.survivor == pair.merged:
        raise MergeWithItself
    foreseen = followers.foresee(pair)
    partners = Partner.objects.select_related("profile").in_bulk(pair.ids)
    ours, theirs = ({field: _shown(partners[one], field) for field in MERGE_FIELDS} for one in pair.ids)
    return PartnerMergePreview(
        survivor=survivor,
        merged=merged,
        facts=[
            FactLine(
                field=field,
                survivor=ours[field],
                merged=theirs[field],
                is_taken_by_default=bool(theirs[field]) and not ours[field],
            )
            for field in MERGE_FIELDS
        ],
        hanging=foreseen.hanging,
        collisions=foreseen.collisions,
        seen=fingerprint(pair),
    )


def fingerprint(pair: Pair) -> str:
    """Return a short text that changes with every fact of the two."""
    partners = Partner.objects.select_related("profile").in_bulk(pair.ids)
    said = [
        (one, partners[one].merged_into_id, *(read_fact(partners[one], f) for f in MERGE_FIELDS)) for one in pair.ids
    ]
    return sha256(repr([tuple(map(str, row)) for row in said]).encode()).hexdigest()[:16]


def read_fact(partner: Partner, field: str) -> Any:
    """Return a fact of the partner as it is kept, wherever it is kept."""
    if field in ("name", "region"):
        return partner.region_id if field == "region" else partner.name
    return getattr(partner.profile, field)


def say_fact(field: str) -> str:
    """Return what a fact of a partner is called."""
    return gettext(_FACTS[field])


def get_merge(actor: Actor, merge_id: UUID) -> PartnerMergeCard:
    """Return one merge. Raises: NotAllowed, NotFound."""
    if not can_list_partners(actor):
        raise NotAllowed
    merge = PartnerMerge.objects.select_related("survivor").filter(id=merge_id).first()
    if merge is None:
        raise NotFound
    return _cards([merge])[0]


def list_merges(actor: Actor, partner_id: UUID | None, page: PageRequest) -> Page[PartnerMergeCard]:
    """Return a page of all merges, newest first, or of those that made a partner what it is. Raises: NotAllowed."""
    if not can_list_partners(actor):
        raise NotAllowed
    rows = PartnerMerge.objects.select_related("survivor")
    if partner_id is not None:
        rows = rows.filter(survivor=partner_id)
    stretch = take(rows, page, ("-merged_at", "-id"))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _cards(merges: Iterable[PartnerMerge]) -> list[PartnerMergeCard]:
    rows = list(merges)
    people = find_people({row.merged_by for row in rows if row.merged_by})
    return [
        PartnerMergeCard(
            id=row.id,
            survivor_id=row.survivor_id,
            survivor=row.survivor.name,
            merged_id=row.merged_id,
            merged=row.merged_name,
            by=people.get(row.merged_by, SOMEONE) if row.merged_by else SOMEONE,
            at=row.merged_at,
            undo_until=row.undo_until,
            undone_at=row.undone_at,
        )
        for row in rows
    ]


def _shown(partner: Partner, field: str) -> str:
    value = read_fact(partner, field)
    return ", ".join(value) if isinstance(value, list) else str(value)
