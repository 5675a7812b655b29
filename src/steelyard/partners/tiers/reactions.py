"""Standings follow whatever moves a metric, and new rules; people hear of what becomes of their tier."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.events import Event
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.events import (
    PartnerChanged,
    PartnerEnrolled,
    PartnerMergeUndone,
    PartnersMerged,
    PartnerStatusChanged,
    RoleEnded,
    RoleGranted,
    TierAssigned,
    TierEnded,
    TierNoticed,
    TierNoticeWithdrawn,
)
from steelyard.partners.models import Partner
from steelyard.partners.queries import find_cards, today
from steelyard.partners.tiers.jobs import evaluate_all
from steelyard.partners.tiers.metrics import Metric, add_metric
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished


@reacts_to(PartnerEnrolled, PartnerChanged, PartnerStatusChanged, RoleGranted, RoleEnded, TierAssigned)
def evaluate_partner(happened: Happened, now: datetime) -> None:
    """Evaluate the partner to which, or to whose people, it happened."""
    if happened.event.partner_id is not None and not getattr(happened.event, "is_automatic", False):
        commands.evaluate_tiers(partner_ids=[happened.event.partner_id], now=now)


def register_metric(metric: Metric, *, moved_by: Iterable[type[Event]] = ()) -> None:
    """Let rules of tiers speak of a metric, and evaluate a partner at once after the events that move it.

    The other metrics follow by night.
    """
    add_metric(metric)
    reacts_to(*moved_by)(evaluate_partner)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def evaluate_merged_partners(happened: Happened, now: datetime) -> None:
    """Evaluate both partners of a merge."""
    commands.evaluate_tiers(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(RulesPublished)
def plan_to_evaluate_all(happened: Happened, now: datetime) -> None:
    """Evaluate everybody once new rules of tiers hold."""
    if happened.event.rulebook == commands.TIER_RULEBOOK:
        evaluate_all.configure(schedule_at=max(happened.event.effective_from, now)).defer()


@reacts_to(TierAssigned, TierEnded, TierNoticed, TierNoticeWithdrawn)
def tell_of_tier(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators and managers what becomes of its tier."""
    partner_id: UUID = happened.event.subject_id
    card = find_cards([partner_id], on=today(now)).get(partner_id)
    people = {*list_administrator_ids({partner_id}), *(card.manager_ids if card else ())}
    url = reverse("partners:roadmap", args=[public_id(Partner.PREFIX, partner_id)])
    notify(people, happened, url=url, now=now)
