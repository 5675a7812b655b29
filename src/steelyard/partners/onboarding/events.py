"""What happens on journeys."""

from dataclasses import dataclass
from datetime import date

from steelyard.kernel.refusals import sentence
from steelyard.partners.events import PartnerEvent
from steelyard.partners.onboarding.terms import StuckReason
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStarted(PartnerEvent):
    """A partner began a journey; `due_on` is when the first of its tasks is due."""

    type = "partners.journey.started"
    sentence = sentence("{subject} began its journey “{journey}” (tasks: {tasks})")
    terms = {"journey": {}}
    icon = "route"

    journey: str
    tasks: int
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTaskClosed(PartnerEvent):
    """Somebody closed a task of a journey by hand."""

    type = "partners.journey.task_closed"
    sentence = sentence("{subject}: “{task}” is done")
    terms = {"journey": {}, "task": {}}
    icon = "circle-check"

    journey: str
    task: str
    remark: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached(PartnerEvent):
    """A partner reached a milestone of its journey."""

    type = "partners.journey.milestone_reached"
    sentence = sentence("{subject} reached a milestone of “{journey}”: {task}")
    terms = {"journey": {}, "task": {}}
    icon = "flag-check"

    journey: str
    task: str
    milestone: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StageReached(PartnerEvent):
    """A partner went on to the next stage of its journey."""

    type = "partners.journey.stage_reached"
    sentence = sentence("{subject} reached the stage “{stage}” of “{journey}”")
    terms = {"journey": {}, "stage": {}}
    icon = "stairs-up"

    journey: str
    stage: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyCompleted(PartnerEvent):
    """A partner left the last stage of its journey."""

    type = "partners.journey.completed"
    sentence = sentence("{subject} completed its journey “{journey}” after {days} days")
    terms = {"journey": {}}
    icon = "trophy"

    journey: str
    days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStuck(PartnerEvent):
    """A journey is stuck: nothing moved for `days` days, or the stage should have been left by that day."""

    type = "partners.journey.stuck"
    sentence = sentence("{subject} is stuck in “{stage}” of “{journey}”: {reason} ({days} days)")
    terms = {"journey": {}, "stage": {}, "reason": {reason.value: reason.label for reason in StuckReason}}
    icon = "alert-triangle"

    journey: str
    stage: str
    reason: str
    days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTasksDue(PartnerEvent):
    """People were reminded of open tasks of a journey; `due_on` is the first day of those."""

    type = "partners.journey.tasks_due"
    sentence = sentence("{subject}: tasks of “{journey}” are due from {due_on} on: {count}")
    terms = {"journey": {}}
    icon = "bell"

    journey: str
    count: int
    due_on: date
    doers: tuple[str, ...]
