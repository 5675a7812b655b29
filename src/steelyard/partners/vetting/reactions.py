"""Where partners stand follows what they are and which rules hold; people hear what they are asked, and what waits for them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids, list_host_people
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
)
from steelyard.partners.models import Partner, VettingCase
from steelyard.partners.queries import find_cards, today
from steelyard.partners.vetting.events import (
    VettingAsked,
    VettingDue,
    VettingLapsed,
    VettingPassed,
    VettingRefused,
    VettingReturned,
    VettingSubmitted,
)
from steelyard.partners.vetting.gathering import VETTING_RULEBOOK
from steelyard.partners.vetting.jobs import settle_all
from steelyard.partners.vetting.queries import find_approver_roles
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished


@reacts_to(PartnerEnrolled, PartnerChanged, PartnerStatusChanged, RoleGranted, RoleEnded, TierAssigned, TierEnded)
def settle_partner(happened: Happened, now: datetime) -> None:
    """See which questionnaires are for a partner now."""
    commands.settle_vetting(partner_ids=[happened.event.subject_id], now=now)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def settle_merged_partners(happened: Happened, now: datetime) -> None:
    """See where both partners of a merge stand."""
    commands.settle_vetting(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(RulesPublished)
def plan_to_settle_all(happened: Happened, now: datetime) -> None:
    """See where everybody stands once new rules of vetting hold."""
    if happened.event.rulebook == VETTING_RULEBOOK:
        settle_all.configure(schedule_at=max(happened.event.effective_from, now)).defer()


@reacts_to(VettingAsked, VettingDue, VettingLapsed, VettingReturned, VettingPassed, VettingRefused)
def tell_partner_of_vetting(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators what is asked and decided; a lapse is told to its managers, too."""
    partner_id = happened.event.subject_id
    people = set(list_administrator_ids({partner_id}))
    notify(people, happened, url=reverse("partners:own-vetting"), now=now)
    if isinstance(happened.event, VettingLapsed):
        card = find_cards([partner_id], on=today(now)).get(partner_id)
        managers = set(card.manager_ids) - people if card else set()
        url = reverse("partners:vetting-of", args=[public_id(Partner.PREFIX, partner_id)])
        notify(managers, happened, url=url, now=now)


@reacts_to(VettingSubmitted)
def tell_approvers(happened: Happened, now: datetime) -> None:
    """Tell those of the host who may decide that something waits for them."""
    if not happened.event.waits:
        return
    people: set[UUID] = set()
    for role in find_approver_roles(happened.event.case_id, at=now):
        people |= {person.id for person in list_host_people(role) if person.id}
    url = reverse("partners:vetting-case", args=[public_id(VettingCase.PREFIX, happened.event.case_id)])
    notify(people, happened, url=url, now=now)
