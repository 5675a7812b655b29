"""Where partners stand follows what they are, what is published and which rules hold; people hear what they are asked."""

from datetime import UTC, datetime, time

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.agreements.events import (
    AgreementAccepted,
    AgreementAsked,
    AgreementCountersigned,
    AgreementDue,
    AgreementLapsed,
    AgreementVersionPublished,
)
from steelyard.partners.agreements.gathering import AGREEMENT_RULEBOOK
from steelyard.partners.agreements.jobs import settle_all
from steelyard.partners.events import (
    PartnerChanged,
    PartnerEnrolled,
    PartnerMergeUndone,
    PartnersMerged,
    PartnerStatusChanged,
    RoleEnded,
    RoleGranted,
)
from steelyard.partners.models import Agreement, Partner
from steelyard.partners.queries import find_cards, today
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished
from steelyard.ui.records import record_url


@reacts_to(PartnerEnrolled, PartnerChanged, PartnerStatusChanged, RoleGranted, RoleEnded)
def settle_partner(happened: Happened, now: datetime) -> None:
    """See which agreements a partner is asked for now."""
    commands.settle_agreements(partner_ids=[happened.event.subject_id], now=now)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def settle_merged_partners(happened: Happened, now: datetime) -> None:
    """See where both partners of a merge stand."""
    commands.settle_agreements(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(AgreementVersionPublished)
def plan_to_ask(happened: Happened, now: datetime) -> None:
    """Ask for a new version from the day on which it holds."""
    begins_at = datetime.combine(happened.event.valid_from, time(), tzinfo=UTC)
    settle_all.configure(schedule_at=max(begins_at, now)).defer()


@reacts_to(RulesPublished)
def plan_to_settle_all(happened: Happened, now: datetime) -> None:
    """See where everybody stands once new rules of agreements hold."""
    if happened.event.rulebook == AGREEMENT_RULEBOOK:
        settle_all.configure(schedule_at=max(happened.event.effective_from, now)).defer()


@reacts_to(AgreementAsked, AgreementDue, AgreementLapsed)
def tell_of_what_is_asked(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators what is to be accepted; a lapse is told to its managers, too."""
    partner_id = happened.event.subject_id
    people = set(list_administrator_ids({partner_id}))
    if isinstance(happened.event, AgreementLapsed):
        card = find_cards([partner_id], on=today(now)).get(partner_id)
        people |= set(card.manager_ids) if card else set()
    url = reverse("partners:agreements-of", args=[public_id(Partner.PREFIX, partner_id)])
    notify(people, happened, url=url, now=now)


@reacts_to(AgreementAccepted, AgreementCountersigned)
def tell_of_signature(happened: Happened, now: datetime) -> None:
    """Tell each side what the other one signed."""
    partner_id, url = happened.event.subject_id, record_url(public_id(Agreement.PREFIX, happened.event.agreement_id))
    if isinstance(happened.event, AgreementCountersigned):
        people = set(list_administrator_ids({partner_id}))
    else:
        card = find_cards([partner_id], on=today(now)).get(partner_id)
        people = set(card.manager_ids) if card else set()
    notify(people, happened, url=url, now=now)
