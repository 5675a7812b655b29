"""The steps of a rollout: started, paused, resumed, ended. Each holds from the next request on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.platform import features
from steelyard.platform.events import record
from steelyard.rollouts.commands.deciding import decide_all, lock_rollout
from steelyard.rollouts.events import RolloutEnded, RolloutPaused, RolloutResumed, RolloutStarted
from steelyard.rollouts.models import Rollout
from steelyard.rollouts.queries.plans import day_of
from steelyard.rollouts.queries.rollouts import count_inside
from steelyard.rollouts.refusals import NothingPlanned, ReasonMissing, StepNotPossible
from steelyard.rollouts.terms import Ending, RolloutState


@transaction.atomic
def start_rollout(*, actor: Actor, rollout_id: UUID, now: datetime) -> None:
    """Open the feature to whom the phases admit from their days on, and close it to every other partner.

    Raises: NotAllowed, NotFound, RolloutEnded, StepNotPossible, NothingPlanned.
    """
    rollout = _lock_in(RolloutState.DRAFT, actor, rollout_id)
    if rollout.everybody_on is None and not rollout.phases.exists():
        raise NothingPlanned
    rollout.start(now=now)
    decide_all(rollout, now=now)
    happened = RolloutStarted(**_subject(rollout), inside=count_inside(rollout, at=now))
    record(happened, actor=actor, now=now)


@transaction.atomic
def pause_rollout(*, actor: Actor, rollout_id: UUID, reason: str, now: datetime) -> None:
    """Admit nobody more, whatever day comes; whoever is in stays in.

    Raises: NotAllowed, NotFound, RolloutEnded, StepNotPossible, ReasonMissing.
    """
    rollout = _lock_in(RolloutState.RUNNING, actor, rollout_id)
    rollout.pause(reason=_required(reason), on=day_of(now))
    features.forget()
    record(RolloutPaused(**_subject(rollout), reason=rollout.reason), actor=actor, now=now)


@transaction.atomic
def resume_rollout(*, actor: Actor, rollout_id: UUID, now: datetime) -> None:
    """Go on: phases whose day came meanwhile begin, for partners as they are now.

    Raises: NotAllowed, NotFound, RolloutEnded, StepNotPossible.
    """
    rollout = _lock_in(RolloutState.PAUSED, actor, rollout_id)
    rollout.resume()
    decide_all(rollout, now=now)
    record(RolloutResumed(**_subject(rollout), inside=count_inside(rollout, at=now)), actor=actor, now=now)


@transaction.atomic
def end_rollout(*, actor: Actor, rollout_id: UUID, ending: Ending, reason: str, now: datetime) -> None:
    """Give the feature to everybody, or take it from everybody, until another rollout of it is started.

    Raises: NotAllowed, NotFound, RolloutEnded, ReasonMissing.
    """
    rollout = lock_rollout(actor, rollout_id)
    rollout.end(ending, reason=_required(reason), now=now)
    features.forget()
    record(RolloutEnded(**_subject(rollout), ending=ending.value, reason=rollout.reason), actor=actor, now=now)


def _lock_in(state: RolloutState, actor: Actor, rollout_id: UUID) -> Rollout:
    rollout = lock_rollout(actor, rollout_id)
    if rollout.state != state:
        raise StepNotPossible
    return rollout


def _required(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    return reason.strip()


def _subject(rollout: Rollout) -> dict[str, Any]:
    return {"subject_id": rollout.id, "subject_label": rollout.name, "feature": rollout.feature}
