"""What the addresses of lists about deals ask for. What makes no sense does not restrict, so that an old link still opens."""

from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from steelyard.deals.cards import DisputeFilter, RegistrationFilter
from steelyard.deals.queries.registrations import SOON
from steelyard.deals.terms import LIVE_STATES, PROTECTED_STATES, DisputeState, RegistrationState, RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound

ME = "me"
SUBMITTED = tuple(state for state in RegistrationState if state is not RegistrationState.DRAFT)
_STATES_OF_VIEW = {
    "": SUBMITTED,
    "drafts": (RegistrationState.DRAFT,),
    "review": (RegistrationState.UNDER_REVIEW,),
    "protected": tuple(PROTECTED_STATES),
    "closed": tuple(state for state in SUBMITTED if state not in LIVE_STATES),
}


def filter_of(params: QueryDict, actor: Actor, now: datetime) -> RegistrationFilter:
    """Return the filter that an address says; what makes no sense does not restrict, so that an old link still opens."""
    view = params.get("view", "")
    mine = params.get("owner") == ME
    partner = params.get("partner", "")
    states = _STATES_OF_VIEW.get(view, SUBMITTED)
    state, role = params.get("state", ""), params.get("type", "")
    return RegistrationFilter(
        text=params.get("q", "").replace("\0", "").strip()[:200],
        states=(RegistrationState(state),) if state in set(RegistrationState) else states,
        owner_id=actor.person_id if mine and actor.is_partner else None,
        manager_id=actor.person_id if mine and not actor.is_partner else None,
        partner_id=_partner_id(partner),
        region=params.get("region", "").replace("\0", "")[:50],
        family=params.get("family", "").replace("\0", "")[:50],
        type=role if role in set(RegistrationType) else "",
        ends_before=now + SOON if view == "ending" else None,
        is_waiting_for_host=view == "needs" and not actor.is_partner,
        is_waiting_for_partner=view == "needs" and actor.is_partner,
    )


def _partner_id(text: str) -> UUID | None:
    try:
        return parse_public_id("partner", text) if text else None
    except NotFound:
        return None


def docket_filter(params: QueryDict, actor: Actor) -> DisputeFilter:
    """Return which disputes an address asks for: all, the open ones, or those that the reader has to rule on."""
    view = params.get("view", "")
    return DisputeFilter(
        state=DisputeState.OPEN if view in {"open", "mine"} else None,
        arbiter_id=actor.person_id if view == "mine" else None,
    )
