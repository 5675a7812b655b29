"""Journeys follow what happens to partners, and whatever meets a milestone; people hear of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids, list_host_people, list_partner_people
from steelyard.kernel.events import Event
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands
from steelyard.partners.events import PartnerEnrolled, PartnerStatusChanged
from steelyard.partners.models import Partner
from steelyard.partners.onboarding.events import (
    JourneyCompleted,
    JourneyStarted,
    JourneyStuck,
    JourneyTasksDue,
    StageReached,
)
from steelyard.partners.onboarding.milestones import Milestone, add_milestone
from steelyard.partners.onboarding.terms import Doer
from steelyard.partners.queries import find_cards, today
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to

WELCOME = sentence("Welcome. Your journey “{journey}” has begun: see what to do first")


@reacts_to(PartnerEnrolled, PartnerStatusChanged)
def follow_status(happened: Happened, now: datetime) -> None:
    """Let a partner that is onboarding begin its journey, and break it off where it leaves."""
    event = happened.event
    match event.after if isinstance(event, PartnerStatusChanged) else event.status:
        case PartnerStatus.ONBOARDING:
            commands.start_journeys(partner_ids=[event.subject_id], now=now)
        case PartnerStatus.ENDED:
            commands.end_journeys(partner_ids=[event.subject_id], now=now)


def advance_journey(happened: Happened, now: datetime) -> None:
    """See whether the partner to which, or to whose people, it happened went on."""
    if happened.event.partner_id is not None:
        commands.advance_journeys(partner_ids=[happened.event.partner_id], now=now)


def register_milestone(milestone: Milestone, *, met_by: Iterable[type[Event]] = ()) -> None:
    """Let journeys speak of a milestone, and see at once whether a partner went on after the events that meet it.

    The other milestones follow by night.
    """
    add_milestone(milestone)
    reacts_to(*met_by)(advance_journey)


@reacts_to(JourneyStarted)
def welcome(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators that their journey has begun, and the managers that it has."""
    partner_id = happened.event.subject_id
    notify(list_administrator_ids({partner_id}), happened, url=_url(partner_id), now=now, sentence=WELCOME)
    notify(_managers_of(partner_id, now), happened, url=_url(partner_id), now=now)


@reacts_to(StageReached, JourneyCompleted, JourneyStuck)
def tell_of_journey(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators and managers how it gets on."""
    partner_id = happened.event.subject_id
    people = {*list_administrator_ids({partner_id}), *_managers_of(partner_id, now)}
    notify(people, happened, url=_url(partner_id), now=now)


@reacts_to(JourneyTasksDue)
def remind_of_tasks(happened: Happened, now: datetime) -> None:
    """Remind those of both sides who have something to do; where nobody of the partner has the role, its administrators."""
    partner_id, people = happened.event.subject_id, set[UUID]()
    for doer in (Doer(one) for one in happened.event.doers):
        if doer.is_partner:
            found = {person for person, _partner in list_partner_people({partner_id}, roles=[doer.role])}
            people |= found or set(list_administrator_ids({partner_id}))
        elif doer is Doer.CHANNEL_MANAGER:
            people |= _managers_of(partner_id, now)
        else:
            people |= {person.id for person in list_host_people(doer.role) if person.id}
    notify(people, happened, url=_url(partner_id), now=now)


def _managers_of(partner_id: UUID, now: datetime) -> set[UUID]:
    card = find_cards([partner_id], on=today(now)).get(partner_id)
    return set(card.manager_ids) if card else set()


def _url(partner_id: UUID) -> str:
    return reverse("partners:journey", args=[public_id(Partner.PREFIX, partner_id)])
