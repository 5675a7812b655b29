"""The door of partners for other contexts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from steelyard.kernel.refusals import NotFound
from steelyard.partners import queries
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.automation.actions import Action, Cause, Doing, register_action
from steelyard.partners.automation.jobs import carry_out_due
from steelyard.partners.automation.reactions import register_triggers
from steelyard.partners.benefits.jobs import settle_everyone
from steelyard.partners.commands import (
    change_profile,
    confirm_data,
    define_benefit,
    end_certification,
    enroll_partner,
    record_agreement,
    record_certification,
)
from steelyard.partners.forwards import writes_to_surviving_partner
from steelyard.partners.inactivity.jobs import watch_inactivity
from steelyard.partners.inactivity.reactions import register_signal
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.lifecycle.steps import OffboardingStep, Settlement, register_offboarding_step
from steelyard.partners.lifecycle.terms import Way
from steelyard.partners.onboarding.jobs import watch_everyone
from steelyard.partners.onboarding.milestones import Milestone
from steelyard.partners.onboarding.reactions import register_milestone
from steelyard.partners.quality.jobs import assess_everyone
from steelyard.partners.quality.terms import Confirmation
from steelyard.partners.queries import (
    find_id,
    find_ids_by_company,
    find_ids_by_external_id,
    get_standing,
    suggest_partners,
)
from steelyard.partners.refusals import AlreadyRecorded
from steelyard.partners.terms import (
    PartnerCard,
    PartnerDraft,
    PartnerFilter,
    PartnerStanding,
    PartnerStatus,
    ProfileDraft,
    TierLevel,
    TypeOfPartner,
)
from steelyard.partners.tiers.jobs import evaluate_everyone
from steelyard.partners.tiers.metrics import Evidence, Metric, MetricUnit
from steelyard.partners.tiers.reactions import register_metric
from steelyard.partners.traits import PartnerTraits, SegmentCard, count_enrolled, list_segment_cards, list_traits
from steelyard.platform.clock import utc_now

__all__ = [
    "Action",
    "AgreementKind",
    "AlreadyRecorded",
    "Cause",
    "Confirmation",
    "Doing",
    "Evidence",
    "Metric",
    "MetricUnit",
    "Milestone",
    "OffboardingStep",
    "PartnerCard",
    "PartnerDraft",
    "PartnerFilter",
    "PartnerStanding",
    "PartnerStatus",
    "PartnerTraits",
    "ProfileDraft",
    "SegmentCard",
    "Settlement",
    "Signal",
    "TierLevel",
    "TypeOfPartner",
    "Way",
    "assess_everyone",
    "carry_out_due",
    "change_profile",
    "confirm_data",
    "count_enrolled",
    "define_benefit",
    "end_certification",
    "enroll_partner",
    "evaluate_everyone",
    "find_cards",
    "find_id",
    "find_ids_by_company",
    "find_ids_by_external_id",
    "get_partner",
    "get_standing",
    "list_managed_ids",
    "list_partner_types",
    "list_segment_cards",
    "list_segment_members",
    "list_tiers",
    "list_traits",
    "list_verticals",
    "record_agreement",
    "record_certification",
    "register_action",
    "register_metric",
    "register_milestone",
    "register_offboarding_step",
    "register_signal",
    "register_triggers",
    "settle_everyone",
    "suggest_partners",
    "watch_everyone",
    "watch_inactivity",
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


def list_partner_types() -> list[TypeOfPartner]:
    """Return the types of partner that the program knows."""
    return [TypeOfPartner(key=kind.key, name=kind.name, transacts=kind.transacts) for kind in queries.list_types()]


def list_verticals(partner_id: UUID) -> tuple[str, ...]:
    """Return the industries that a partner says it serves, as far as the current asker may see it."""
    return queries.list_verticals(partner_id)
