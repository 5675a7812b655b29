"""What happens to goals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEvent(Event):
    """Something that one side did about a goal."""

    subject_type = "partner"

    goal_id: UUID
    metric: str
    starts_on: date
    number: int
    target: Decimal
    by_host: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class GoalProposed(GoalEvent):
    """One side proposed a goal, or another target for one; the other is to answer."""

    type = "partners.goal.proposed"
    sentence = sentence("A goal of {subject} from {starts_on} was proposed: {target}")
    icon = "target"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAgreed(GoalEvent):
    """Both sides agree on a goal: it holds."""

    type = "partners.goal.agreed"
    sentence = sentence("A goal of {subject} from {starts_on} was agreed: {target}")
    icon = "target-arrow"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRefused(GoalEvent):
    """The other side does not agree: what held before still does."""

    type = "partners.goal.refused"
    sentence = sentence("A goal of {subject} from {starts_on} was refused: {target}")
    icon = "target-off"
