"""What automations make happen themselves: tasks, messages, calls of other programs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.events import PartnerEvent
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTaskOpened(PartnerEvent):
    """Somebody of the partner is asked to do something by a day."""

    type = "partners.task.opened"
    sentence = sentence("{subject} is asked to do this by {due_on}: {title}")
    icon = "checkbox"

    task_id: UUID
    title: str
    doer: str
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class HostTaskOpened(PartnerEvent):
    """Somebody of ours is asked to do something about a partner by a day."""

    type = "partners.host_task.opened"
    sentence = sentence("About {subject}, this is to be done by {due_on}: {title}")
    icon = "checkbox"
    is_internal = True

    task_id: UUID
    title: str
    doer: str
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTaskClosed(PartnerEvent):
    """A task that the partner was asked to do is done."""

    type = "partners.task.closed"
    sentence = sentence("{subject} did this: {title}")
    icon = "square-check"

    task_id: UUID
    title: str
    remark: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class HostTaskClosed(PartnerEvent):
    """A task of ours about a partner is done."""

    type = "partners.host_task.closed"
    sentence = sentence("About {subject}, this is done: {title}")
    icon = "square-check"
    is_internal = True

    task_id: UUID
    title: str
    remark: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTold(PartnerEvent):
    """People of a partner in a role were told something by an automation, or by somebody for many partners at once."""

    type = "partners.partner.told"
    sentence = sentence("{title}: {text}")
    icon = "speakerphone"

    title: str
    text: str
    role: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationCalled(PartnerEvent):
    """An automation calls other programs: the endpoints of the host that want this type of event get it."""

    type = "partners.automation.called"
    sentence = sentence("About {subject}, other programs were told: {word}")
    icon = "webhook"
    is_internal = True

    word: str
    automation: str
    run_id: UUID
