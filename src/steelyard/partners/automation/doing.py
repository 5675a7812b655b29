"""What automations can do with partners: each action is one line that calls a command."""

from datetime import timedelta

from steelyard.kernel.actors import PARTNER_ROLES, SYSTEM, Role
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands
from steelyard.partners.automation.actions import Action, Cause, Doing, register_action
from steelyard.partners.automation.events import AutomationCalled, HostTaskOpened, PartnerTaskOpened, PartnerTold
from steelyard.partners.automation.terms import TaskPurpose
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import BenefitGranted, BenefitRevoked, PartnerStatusChanged
from steelyard.partners.models import Partner
from steelyard.partners.onboarding.terms import Doer, Persona
from steelyard.partners.queries import today
from steelyard.partners.terms import STATUS_NAMES, PartnerStatus
from steelyard.platform.events import record

_MOVED_TO = (PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED, PartnerStatus.ENDED)


def _move(doing: Doing) -> None:
    commands.set_status(
        actor=SYSTEM,
        partner_id=doing.partner_id,
        status=PartnerStatus(doing.target),
        reason=doing.text or doing.automation,
        now=doing.now,
    )


def _open_task(doing: Doing) -> None:
    _open(doing, Doer(doing.target), TaskPurpose.FREE)


def _propose_offboarding(doing: Doing) -> None:
    _open(doing, Doer.CHANNEL_MANAGER, TaskPurpose.OFFBOARDING)


def _open(doing: Doing, doer: Doer, purpose: TaskPurpose) -> None:
    commands.open_partner_task(
        actor=SYSTEM,
        partner_id=doing.partner_id,
        title=doing.title,
        text=doing.text,
        doer=doer,
        purpose=purpose,
        due_on=today(doing.now) + timedelta(days=doing.days),
        now=doing.now,
    )


def _tell(doing: Doing) -> None:
    commands.tell_partner(
        actor=SYSTEM,
        partner_id=doing.partner_id,
        title=doing.title,
        text=doing.text,
        role=Role(doing.target),
        now=doing.now,
    )


def _grant(doing: Doing) -> None:
    _except(doing, is_held=True)


def _revoke(doing: Doing) -> None:
    _except(doing, is_held=False)


def _except(doing: Doing, *, is_held: bool) -> None:
    commands.except_benefit(
        actor=SYSTEM,
        partner_id=doing.partner_id,
        key=doing.target,
        is_held=is_held,
        reason=doing.automation,
        now=doing.now,
    )


def _call(doing: Doing) -> None:
    partner = Partner.objects.get(id=doing.partner_id)
    happened = AutomationCalled(
        **subject_of(partner), word=doing.target, automation=doing.automation, run_id=doing.run_id
    )
    record(happened, actor=SYSTEM, now=doing.now)


register_action(
    Action(
        key="move_partner",
        name=sentence("Move to a state"),
        says=sentence("The partner becomes: {target}. Where it lacks what that needs, this is refused and logged."),
        do=_move,
        target=sentence("State"),
        targets={str(one): STATUS_NAMES[one] for one in _MOVED_TO},
        causes=(Cause(event=PartnerStatusChanged, known={"after": "target"}),),
    )
)
register_action(
    Action(
        key="open_task",
        name=sentence("Open a task"),
        says=sentence("{target} is asked to do this within {days} days: {title}."),
        do=_open_task,
        target=sentence("Who does it"),
        targets={str(one): one.label for one in Doer},
        needs_title=True,
        causes=(
            Cause(event=PartnerTaskOpened, known={"title": "title", "doer": "target"}),
            Cause(event=HostTaskOpened, known={"title": "title", "doer": "target"}),
        ),
    )
)
register_action(
    Action(
        key="propose_offboarding",
        name=sentence("Propose an offboarding"),
        says=sentence("Our channel manager is asked to decide within {days} days whether the partner leaves: {title}."),
        do=_propose_offboarding,
        needs_title=True,
        causes=(Cause(event=HostTaskOpened, known={"title": "title"}),),
    )
)
register_action(
    Action(
        key="send_message",
        name=sentence("Send a message"),
        says=sentence(
            "{target} of the partner are told, in the portal and by mail unless they want none: “{title}: {text}”."
        ),
        do=_tell,
        target=sentence("To whom"),
        targets={str(one): Persona(one).label for one in Role if one in PARTNER_ROLES},
        needs_title=True,
        causes=(Cause(event=PartnerTold, known={"title": "title", "text": "text", "role": "target"}),),
    )
)
register_action(
    Action(
        key="grant_benefit",
        name=sentence("Grant a benefit"),
        says=sentence("The partner gets the benefit {target}, whatever its tier and types say."),
        do=_grant,
        target=sentence("Benefit"),
        catalog="benefits",
        causes=(Cause(event=BenefitGranted, known={"key": "target"}),),
    )
)
register_action(
    Action(
        key="revoke_benefit",
        name=sentence("Revoke a benefit"),
        says=sentence("The partner no longer gets the benefit {target}, whatever its tier and types say."),
        do=_revoke,
        target=sentence("Benefit"),
        catalog="benefits",
        causes=(Cause(event=BenefitRevoked, known={"key": "target"}),),
    )
)
register_action(
    Action(
        key="call_webhook",
        name=sentence("Call a webhook"),
        says=sentence(
            "Endpoints of ours that want this type of event are sent partners.automation.called with: {target}."
        ),
        do=_call,
        target=sentence("A word that they know it by"),
        causes=(Cause(event=AutomationCalled, known={"word": "target"}),),
    )
)
