"""Scores and tasks follow what happens to partners and their people, and to the rules; people hear of their tasks."""

from datetime import datetime

from django.urls import reverse

from steelyard.companies.events import CompaniesMerged, DuplicateRuledOut, MergeUndone
from steelyard.identity.events import (
    InvitationRevoked,
    PersonDeactivated,
    PersonInvited,
    PersonJoined,
    PersonReachable,
    PersonReactivated,
    PersonUnreachable,
)
from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands
from steelyard.partners.agreements.events import AgreementAccepted, AgreementLapsed
from steelyard.partners.events import (
    AgreementRecorded,
    DataConfirmed,
    DataTasksDue,
    DataTasksOpened,
    ManagerAssigned,
    ManagerReleased,
    PartnerChanged,
    PartnerEnrolled,
    PartnerMergeUndone,
    PartnersMerged,
    PartnerStatusChanged,
    ProfileChanged,
    RoleEnded,
    RoleGranted,
)
from steelyard.partners.models import Partner
from steelyard.partners.quality.jobs import assess_all
from steelyard.partners.queries import find_cards, find_ids_by_company, today
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished

REMARKED = sentence("{subject} confirmed its data and remarks: {remark}")


@reacts_to(
    *(PartnerEnrolled, PartnerChanged, PartnerStatusChanged, ProfileChanged, DataConfirmed),
    *(RoleGranted, RoleEnded, AgreementRecorded, AgreementAccepted, AgreementLapsed),
    *(ManagerAssigned, ManagerReleased),
    *(PersonInvited, InvitationRevoked, PersonJoined, PersonDeactivated, PersonReactivated),
    *(PersonUnreachable, PersonReachable),
)
def assess_partner(happened: Happened, now: datetime) -> None:
    """Assess the partner to which, or to whose people, it happened; people of the host are nobody's data."""
    if happened.event.partner_id is not None:
        commands.assess_partners(partner_ids=[happened.event.partner_id], now=now)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def assess_merged_partners(happened: Happened, now: datetime) -> None:
    """Assess both partners of a merge."""
    commands.assess_partners(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(DuplicateRuledOut, CompaniesMerged, MergeUndone)
def assess_partners_of_companies(happened: Happened, now: datetime) -> None:
    """Assess the partners that two companies are of which somebody said whether they are one."""
    partners = find_ids_by_company([happened.event.subject_id, happened.event.other_id])
    if partners:
        commands.assess_partners(partner_ids=set(partners.values()), now=now)


@reacts_to(RulesPublished)
def plan_to_assess_all(happened: Happened, now: datetime) -> None:
    """Assess everybody once new rules of data quality hold."""
    if happened.event.rulebook == commands.RULEBOOK:
        assess_all.configure(schedule_at=max(happened.event.effective_from, now)).defer()


@reacts_to(DataTasksOpened, DataTasksDue)
def tell_of_tasks(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators what they are asked to put right."""
    partner_id = happened.event.subject_id
    url = reverse("partners:quality", args=[public_id(Partner.PREFIX, partner_id)])
    notify(list_administrator_ids({partner_id}), happened, url=url, now=now)


@reacts_to(DataConfirmed)
def pass_on_remark(happened: Happened, now: datetime) -> None:
    """Tell those who look after the partner what it remarked when it confirmed its data."""
    if not happened.event.remark:
        return
    partner_id = happened.event.subject_id
    card = find_cards([partner_id], on=today(now)).get(partner_id)
    url = reverse("partners:quality", args=[public_id(Partner.PREFIX, partner_id)])
    notify(card.manager_ids if card else (), happened, url=url, now=now, sentence=REMARKED)
