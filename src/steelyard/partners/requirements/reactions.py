"""Requirements follow whatever moves what they ask for; what the rules say follows from a miss, and is taken back."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.identity.events import PersonDeactivated, PersonJoined, PersonReactivated, RolesChanged
from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.agreements.events import AgreementAccepted, AgreementLapsed
from steelyard.partners.automation.refusals import TaskOpenAlready
from steelyard.partners.events import (
    AgreementRecorded,
    CertificationRecorded,
    PartnerChanged,
    PartnerMergeUndone,
    PartnersMerged,
    PartnerStatusChanged,
    RoleEnded,
    RoleGranted,
    TierAssigned,
    TierEnded,
)
from steelyard.partners.models import Partner
from steelyard.partners.onboarding.terms import Doer
from steelyard.partners.queries import find_cards, today
from steelyard.partners.requirements.events import (
    RequirementEvidenceGiven,
    RequirementEvidenceReviewed,
    RequirementMet,
    RequirementMissed,
    RequirementToleranceEnded,
)
from steelyard.partners.requirements.gathering import REQUIREMENT_RULEBOOK
from steelyard.partners.requirements.jobs import settle_all
from steelyard.partners.requirements.queries import list_open_task_ids
from steelyard.partners.requirements.terms import Consequence
from steelyard.partners.vetting.events import (
    RedFlagCleared,
    RedFlagRecorded,
    VettingLapsed,
    VettingPassed,
    VettingRefused,
)
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished


@reacts_to(
    *(PartnerChanged, PartnerStatusChanged, RoleGranted, RoleEnded, TierAssigned, TierEnded, CertificationRecorded),
    *(AgreementRecorded, AgreementAccepted, AgreementLapsed, VettingPassed, VettingRefused, VettingLapsed),
    *(RedFlagRecorded, RedFlagCleared, PersonJoined, PersonDeactivated, PersonReactivated, RolesChanged),
)
def settle_partner(happened: Happened, now: datetime) -> None:
    """See which requirements the partner to which, or to whose people, it happened meets now; the others follow by night."""
    if happened.event.partner_id is not None:
        commands.settle_requirements(partner_ids=[happened.event.partner_id], now=now)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def settle_merged_partners(happened: Happened, now: datetime) -> None:
    """See which requirements both partners of a merge meet."""
    commands.settle_requirements(partner_ids=[happened.event.subject_id, happened.event.other_id], now=now)


@reacts_to(RulesPublished)
def plan_to_settle_all(happened: Happened, now: datetime) -> None:
    """See what everybody meets once new requirements hold."""
    if happened.event.rulebook == REQUIREMENT_RULEBOOK:
        settle_all.configure(schedule_at=max(happened.event.effective_from, now)).defer()


@reacts_to(RequirementMissed, RequirementToleranceEnded, RequirementMet, RequirementEvidenceReviewed)
def tell_of_requirement(happened: Happened, now: datetime) -> None:
    """Tell the partner's administrators and managers what is lacking, and what is well again."""
    partner_id = happened.event.subject_id
    card = find_cards([partner_id], on=today(now)).get(partner_id)
    people = {*list_administrator_ids({partner_id}), *(card.manager_ids if card else ())}
    notify(people, happened, url=_url(happened), now=now)


@reacts_to(RequirementEvidenceGiven)
def tell_managers_of_evidence(happened: Happened, now: datetime) -> None:
    """Tell the partner's managers that there is a document to look at."""
    card = find_cards([happened.event.subject_id], on=today(now)).get(happened.event.subject_id)
    notify(set(card.manager_ids) if card else set(), happened, url=_url(happened), now=now)


@reacts_to(RequirementToleranceEnded)
def open_tasks(happened: Happened, now: datetime) -> None:
    """Open the tasks that the rules say follow: for the partner's administrator, and for whoever decides on a suspension."""
    event = happened.event
    titles = {
        Consequence.TASK: (Doer.PARTNER_ADMIN, event.name),
        Consequence.PROPOSE_SUSPENSION: (Doer.CHANNEL_MANAGER, proposal_of(event.name)),
    }
    for consequence, (doer, title) in titles.items():
        if consequence not in event.consequences:
            continue
        try:
            commands.open_partner_task(
                actor=SYSTEM,
                partner_id=event.subject_id,
                title=title,
                text=event.advice,
                doer=doer,
                due_on=today(now) + timedelta(days=event.task_days),
                now=now,
            )
        except TaskOpenAlready:
            continue


@reacts_to(RequirementMet)
def close_tasks(happened: Happened, now: datetime) -> None:
    """Close the tasks that followed from the miss."""
    titles = [happened.event.name, proposal_of(happened.event.name)]
    for task_id in list_open_task_ids(happened.event.subject_id, titles):
        commands.close_partner_task(actor=SYSTEM, task_id=task_id, remark=_("The requirement is met again."), now=now)


def proposal_of(name: str) -> str:
    """Return the title of the task to decide on a suspension."""
    return _("Decide on a suspension: {name}").format(name=name)


def _url(happened: Happened) -> str:
    return reverse("partners:requirements-of", args=[public_id(Partner.PREFIX, happened.event.subject_id)])
