"""What the addresses of lists about rollouts ask for. What makes no sense does not restrict, so that an old link still opens."""

from uuid import UUID

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound
from steelyard.rollouts.terms import FeedbackFilter, FeedbackKind, FeedbackState, RolloutState

ME = "me"
OPEN = "open"


def state_from(params: QueryDict) -> RolloutState | None:
    """Return which state of rollouts an address asks for."""
    state = params.get("state", "")
    return RolloutState(state) if state in set(RolloutState) else None


def feedback_from(params: QueryDict, actor: Actor) -> FeedbackFilter:
    """Return which feedback an address asks for; without a word on it, what waits for something."""
    state, kind = params.get("state", OPEN), params.get("kind", "")
    return FeedbackFilter(
        rollout_id=_id("rollout", params.get("rollout", "")),
        partner_id=_id("partner", params.get("partner", "")),
        kind=FeedbackKind(kind) if kind in set(FeedbackKind) else None,
        state=FeedbackState(state) if state in set(FeedbackState) else None,
        assignee_id=actor.person_id if params.get("assignee") == ME else None,
        is_open=state == OPEN and actor.is_host,
    )


def _id(prefix: str, text: str) -> UUID | None:
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None
