"""What happens to rollouts, and what is said about them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event
from steelyard.rollouts.terms import Ending, FeedbackKind, FeedbackState

_ENDINGS = {one.value: one.label for one in Ending}
_KINDS = {one.value: one.label for one in FeedbackKind}
_STATES = {one.value: one.label for one in FeedbackState}


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutEvent(Event):
    """A step of a rollout; the host alone hears of it."""

    subject_type = "rollout"
    icon = "rocket"
    is_internal = True

    feature: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutDrafted(RolloutEvent):
    """Somebody began to plan a rollout."""

    type = "rollouts.rollout.drafted"
    sentence = sentence("The rollout {subject} was drafted")


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutChanged(RolloutEvent):
    """What is said of a rollout changed, or from when on everybody has the feature."""

    type = "rollouts.rollout.changed"
    sentence = sentence("The rollout {subject} was changed")
    icon = "edit"

    everybody_on: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseChanged(RolloutEvent):
    """A phase was added or holds another cohort; `admits` is how many partners it admits now that no earlier one does."""

    type = "rollouts.phase.changed"
    sentence = sentence("{subject}: the phase {phase} begins on {starts_on}; partners admitted: {admits}")
    icon = "users-group"

    phase: str
    starts_on: date
    admits: int
    cohort: dict[str, Any]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRemoved(RolloutEvent):
    """A phase was taken out; whom only it held is not admitted any more."""

    type = "rollouts.phase.removed"
    sentence = sentence("{subject}: the phase {phase} was removed")
    icon = "users-minus"

    phase: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutStarted(RolloutEvent):
    """From now on the feature is open to whom the phases admit, and to nobody else."""

    type = "rollouts.rollout.started"
    sentence = sentence("The rollout {subject} was started; partners with the feature now: {inside}")

    inside: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutPaused(RolloutEvent):
    """Nobody is admitted until it goes on."""

    type = "rollouts.rollout.paused"
    sentence = sentence("The rollout {subject} was paused: {reason}")
    icon = "player-pause"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutResumed(RolloutEvent):
    """It goes on; phases whose day came meanwhile begin."""

    type = "rollouts.rollout.resumed"
    sentence = sentence("The rollout {subject} goes on; partners with the feature now: {inside}")
    icon = "player-play"

    inside: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutEnded(RolloutEvent):
    """The feature is everybody's from now on, or nobody's."""

    type = "rollouts.rollout.ended"
    sentence = sentence("The rollout {subject} was ended: {ending}. {reason}")
    terms = {"ending": _ENDINGS}
    icon = "flag"

    ending: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEvent(Event):
    """Something about feedback; the partner whose it is hears of it."""

    subject_type = "feedback"
    icon = "message"

    rollout_id: UUID
    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(FeedbackEvent):
    """Somebody of a pilot said something about it."""

    type = "rollouts.feedback.given"
    sentence = sentence("Feedback about {subject}: {kind}")
    terms = {"kind": _KINDS}

    rating: int | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackAnswered(FeedbackEvent):
    """The host said what becomes of it."""

    type = "rollouts.feedback.answered"
    sentence = sentence("Feedback about {subject} ({kind}) was answered: {state}. {answer}")
    terms = {"kind": _KINDS, "state": _STATES}
    icon = "message-reply"

    state: str
    answer: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackAssigned(FeedbackEvent):
    """Somebody of the host looks after it from now on."""

    type = "rollouts.feedback.assigned"
    sentence = sentence("{assignee} looks after feedback about {subject} ({kind})")
    terms = {"kind": _KINDS}
    icon = "user-check"
    is_internal = True

    assignee_id: UUID
    assignee: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReleased(FeedbackEvent):
    """Nobody looks after it any more."""

    type = "rollouts.feedback.released"
    sentence = sentence("Nobody looks after feedback about {subject} ({kind}) any more")
    terms = {"kind": _KINDS}
    icon = "user-minus"
    is_internal = True
