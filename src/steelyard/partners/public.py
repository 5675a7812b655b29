"""The door of partners for other contexts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from steelyard.kernel.refusals import NotFound
from steelyard.partners import queries
from steelyard.partners.commands import enroll_partner, record_agreement, record_certification
from steelyard.partners.forwards import writes_to_surviving_partner
from steelyard.partners.queries import (
    find_id,
    find_ids_by_company,
    find_ids_by_external_id,
    get_standing,
    suggest_partners,
)
from steelyard.partners.terms import PartnerCard, PartnerDraft, PartnerFilter, PartnerStanding, PartnerStatus, TierLevel
from steelyard.platform.clock import utc_now

__all__ = [
    "PartnerCard",
    "PartnerDraft",
    "PartnerFilter",
    "PartnerStanding",
    "PartnerStatus",
    "TierLevel",
    "enroll_partner",
    "find_cards",
    "find_id",
    "find_ids_by_company",
    "find_ids_by_external_id",
    "get_partner",
    "get_standing",
    "list_managed_ids",
    "list_segment_members",
    "list_tiers",
    "record_agreement",
    "record_certification",
    "suggest_partners",
    "writes_to_surviving_partner",
]


def find_cards(ids: Iterable[UUID], *, at: datetime | None = None) -> dict[UUID, PartnerCard]:
    """Return the cards of those partners that the current asker may see, as of now unless another instant is asked for."""
    return queries.find_cards(ids, on=queries.today(at or utc_now()))


def get_partner(partner_id: UUID, *, at: datetime | None = None) -> PartnerCard:
    """Return the card of one partner, as of now unless another instant is asked for. Raises: NotFound."""
    card = find_cards([partner_id], at=at).get(partner_id)
    if card is None:
        raise NotFound
    return card


def list_managed_ids(person_id: UUID, *, at: datetime | None = None) -> list[UUID]:
    """Return the partners that the person looks after, as of now unless another instant is asked for."""
    return queries.list_managed_ids(person_id, on=queries.today(at or utc_now()))


def list_segment_members(segment_id: UUID, *, at: datetime) -> list[PartnerCard]:
    """Return the partners that a segment holds at the instant, by name; for programs, incentives and content. Raises: NotFound."""
    return queries.list_segment_members(segment_id, at=at)


def list_tiers() -> list[TierLevel]:
    """Return the tiers of the program from the lowest up."""
    return [TierLevel(key=tier.key, name=tier.name, rank=tier.rank) for tier in queries.list_tiers()]
