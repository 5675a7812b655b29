"""Benefits follow tiers, types and the catalog; the partner's administrators hear of them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.benefits.jobs import settle_all
from steelyard.partners.events import (
    BenefitDefined,
    BenefitGranted,
    BenefitRevoked,
    PartnerEnrolled,
    PartnerMergeUndone,
    PartnersMerged,
    PartnerStatusChanged,
    RoleEnded,
    RoleGranted,
    TierAssigned,
    TierEnded,
)
from steelyard.partners.models import Partner
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(TierAssigned, TierEnded, RoleGranted, RoleEnded, PartnerEnrolled, PartnerStatusChanged)
def settle_partner(happened: Happened, now: datetime) -> None:
    """Grant and revoke what follows of the change."""
    commands.settle_benefits(partner_ids=[happened.event.subject_id], now=now)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def settle_merged_partners(happened: Happened, now: datetime) -> None:
    """Grant and revoke what follows of a merge for both partners."""
    commands.settle_benefits(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(BenefitDefined)
def plan_to_settle_all(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - reactions are called alike
    """Let everybody's benefits follow the catalog."""
    settle_all.defer()


@reacts_to(BenefitGranted, BenefitRevoked)
def tell_of_benefit(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators what they got or lost."""
    partner_id: UUID = happened.event.subject_id
    url = reverse("partners:roadmap", args=[public_id(Partner.PREFIX, partner_id)])
    notify(list_administrator_ids({partner_id}), happened, url=url, now=now)
