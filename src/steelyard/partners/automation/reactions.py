"""Automations begin by reaction; whoever is asked or told something hears of it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.identity.public import list_administrator_ids, list_host_people, list_partner_people
from steelyard.kernel.actors import Role
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands
from steelyard.partners.automation.events import (
    HostTaskClosed,
    HostTaskOpened,
    PartnerTaskClosed,
    PartnerTaskOpened,
    PartnerTold,
)
from steelyard.partners.automation.jobs import carry_out_run
from steelyard.partners.automation.triggers import add_triggers
from steelyard.partners.commands.tasks import list_told
from steelyard.partners.events import (
    AgreementRecorded,
    BenefitGranted,
    BenefitRevoked,
    CertificationEnded,
    CertificationRecorded,
    PartnerEnrolled,
    PartnerReturned,
    PartnerStatusChanged,
    TierAssigned,
    TierEnded,
    TierNoticed,
)
from steelyard.partners.inactivity.events import PartnerInactive
from steelyard.partners.onboarding.events import JourneyCompleted, JourneyStarted, JourneyStuck, StageReached
from steelyard.partners.onboarding.terms import Doer
from steelyard.partners.queries import find_cards, find_leads, today
from steelyard.partners.requirements.events import RequirementMet, RequirementMissed, RequirementToleranceEnded
from steelyard.partners.vetting.events import VettingLapsed, VettingPassed, VettingRefused, VettingSubmitted
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


def begin_automations(happened: Happened, now: datetime) -> None:
    """Begin the automations that listen to what happened, and have those carried out that run."""
    if happened.event.partner_id is None:
        return
    for run_id, due_at in commands.begin_runs(happened=happened, now=now):
        carry_out_run.configure(schedule_at=due_at if due_at > now else None).defer(run_id=str(run_id))


def register_triggers(named: Mapping[type[Event], str]) -> None:
    """Let automations listen to events, each with what it is called in their rules."""
    add_triggers(named)
    reacts_to(*named)(begin_automations)


@reacts_to(PartnerTaskOpened, HostTaskOpened)
def tell_of_task(happened: Happened, now: datetime) -> None:
    """Tell those who are asked to do a task."""
    partner_id, doer = happened.event.subject_id, Doer(happened.event.doer)
    if doer is Doer.CHANNEL_MANAGER:
        card = find_cards([partner_id], on=today(now)).get(partner_id)
        people = set(card.manager_ids) if card else set()
        if card and not people:
            # Nobody looks after it: whoever looks after the most partners of its region is told, and not everybody.
            people = set(find_leads({card.region}, on=today(now)).values())
    elif doer.is_partner:
        people = {person for person, _partner in list_partner_people({partner_id}, roles=[doer.role])}
        people = people or set(list_administrator_ids({partner_id}))
    else:
        people = set[UUID]()
    if not people and not doer.is_partner:
        people = {person.id for person in list_host_people(doer.role) if person.id}
    notify(people, happened, url=reverse("partners:tasks"), now=now)


@reacts_to(PartnerTold)
def tell_people(happened: Happened, now: datetime) -> None:
    """Tell the people of a partner what they are told."""
    people = list_told(happened.event.subject_id, Role(happened.event.role))
    notify(people, happened, url=reverse("partners:own"), now=now)


register_triggers(
    {
        PartnerEnrolled: sentence("A partner was enrolled"),
        PartnerStatusChanged: sentence("A partner's status changed"),
        PartnerReturned: sentence("A partner came back"),
        PartnerInactive: sentence("A partner is inactive"),
        TierAssigned: sentence("A partner was given a tier"),
        TierNoticed: sentence("A partner was told that it will lose its tier"),
        TierEnded: sentence("A partner left its tier"),
        BenefitGranted: sentence("A partner was granted a benefit"),
        BenefitRevoked: sentence("A partner lost a benefit"),
        AgreementRecorded: sentence("A partner signed an agreement"),
        CertificationRecorded: sentence("A partner was certified for a product family"),
        CertificationEnded: sentence("A partner's certification for a product family ended"),
        JourneyStarted: sentence("A journey began"),
        StageReached: sentence("A journey reached a stage"),
        JourneyStuck: sentence("A journey is stuck"),
        JourneyCompleted: sentence("A journey was completed"),
        PartnerTaskOpened: sentence("A partner was asked to do a task"),
        PartnerTaskClosed: sentence("A partner did a task"),
        HostTaskOpened: sentence("We were asked to do a task"),
        HostTaskClosed: sentence("We did a task"),
        PartnerTold: sentence("A partner was sent a message"),
        VettingSubmitted: sentence("A partner answered a questionnaire"),
        VettingPassed: sentence("A partner passed a questionnaire"),
        VettingRefused: sentence("A partner did not pass a questionnaire"),
        VettingLapsed: sentence("What a partner passed has lapsed"),
        RequirementMissed: sentence("A partner does not meet a requirement"),
        RequirementToleranceEnded: sentence("A partner did not meet a requirement in time"),
        RequirementMet: sentence("A partner meets a requirement again"),
    }
)
