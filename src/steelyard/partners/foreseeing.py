"""What a merge of two partners would bring together, before anybody does it, and the merges that were done."""

from collections.abc import Iterable
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
from steelyard.platform.merging.models import cards_of
from steelyard.platform.merging.refusals import MergeWithItself
from steelyard.platform.merging.terms import FactLine, MergeCard, MergePreview, Pair
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


def foresee_merge(actor: Actor, survivor_id: UUID, merged_id: UUID, *, at: datetime) -> MergePreview[PartnerRecord]:
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
    return MergePreview(
        survivor=survivor,
        merged=merged,
        facts=[FactLine.of(field, ours[field], theirs[field]) for field in MERGE_FIELDS],
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


def get_merge(actor: Actor, merge_id: UUID) -> MergeCard:
    """Return one merge. Raises: NotAllowed, NotFound."""
    if not can_list_partners(actor):
        raise NotAllowed
    merge = PartnerMerge.objects.select_related("survivor").filter(id=merge_id).first()
    if merge is None:
        raise NotFound
    return _cards([merge])[0]


def list_merges(actor: Actor, partner_id: UUID | None, page: PageRequest) -> Page[MergeCard]:
    """Return a page of all merges, newest first, or of those that made a partner what it is. Raises: NotAllowed."""
    if not can_list_partners(actor):
        raise NotAllowed
    rows = PartnerMerge.objects.select_related("survivor")
    if partner_id is not None:
        rows = rows.filter(survivor=partner_id)
    stretch = take(rows, page, ("-merged_at", "-id"))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _cards(merges: Iterable[PartnerMerge]) -> list[MergeCard]:
    rows = list(merges)
    return cards_of(rows, {row.survivor_id: row.survivor.name for row in rows})


def _shown(partner: Partner, field: str) -> str:
    value = read_fact(partner, field)
    return ", ".join(value) if isinstance(value, list) else str(value)
