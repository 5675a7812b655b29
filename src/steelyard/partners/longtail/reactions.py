"""A rise is told to the channel lead of its region, who is asked to look into it; new rules evaluate everybody."""

from datetime import datetime, timedelta

from django.urls import reverse

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands
from steelyard.partners.automation.reactions import register_triggers
from steelyard.partners.automation.refusals import TaskOpenAlready
from steelyard.partners.longtail.events import LongTailJoined, LongTailLeft, SmallPartnerRose
from steelyard.partners.longtail.gathering import LONG_TAIL_RULEBOOK
from steelyard.partners.longtail.jobs import evaluate_now
from steelyard.partners.longtail.rules import LongTailRules
from steelyard.partners.models import Partner, Rise
from steelyard.partners.onboarding.terms import Doer
from steelyard.partners.queries import today
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished
from steelyard.program.public import rules_in_force


@reacts_to(SmallPartnerRose)
def ask_lead(happened: Happened, now: datetime) -> None:
    """Open a task about a small partner that rises; where one is open already, that is enough."""
    partner_id = happened.event.subject_id
    region = Partner.objects.values_list("region", flat=True).get(id=partner_id)
    rules: LongTailRules = rules_in_force(LONG_TAIL_RULEBOOK, region=region, at=now).rules
    if not rules.task_title:
        return
    try:
        commands.open_partner_task(
            actor=SYSTEM,
            partner_id=partner_id,
            title=rules.task_title,
            doer=Doer.CHANNEL_MANAGER,
            due_on=today(now) + timedelta(days=rules.task_days),
            now=now,
        )
    except TaskOpenAlready:
        return


@reacts_to(SmallPartnerRose)
def tell_lead(happened: Happened, now: datetime) -> None:
    """Tell the channel lead of the region that a small partner rises."""
    lead_id = Rise.objects.values_list("lead_id", flat=True).get(id=happened.event.rise_id)
    notify({lead_id} if lead_id else set(), happened, url=reverse("partners:rises"), now=now)


@reacts_to(RulesPublished)
def plan_to_evaluate_tail(happened: Happened, now: datetime) -> None:
    """Evaluate everybody once new rules of the long tail hold."""
    if happened.event.rulebook == LONG_TAIL_RULEBOOK:
        evaluate_now.configure(schedule_at=max(happened.event.effective_from, now)).defer()


register_triggers(
    {
        LongTailJoined: sentence("A partner came into the long tail"),
        LongTailLeft: sentence("A partner left the long tail"),
        SmallPartnerRose: sentence("A small partner rises"),
    }
)
