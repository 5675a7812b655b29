"""Asking for a longer protection, and deciding that."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands
from steelyard.deals.api.asking import id_of
from steelyard.deals.schemas.answers import StateOut
from steelyard.deals.schemas.extensions import ExtensionDecisionIn, ExtensionIn
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.post(
    "/deal-registrations/{registration_id}/extension-requests", response={201: StateOut}, summary="Ask for an extension"
)
def request_deal_extension(request: HttpRequest, registration_id: str, body: ExtensionIn) -> Status[StateOut]:
    """Ask for a longer protection; with evidence of activity the rules grant it at once."""
    key = id_of(registration_id)
    state = commands.request_extension(
        actor=asker(request),
        registration_id=key,
        reason=body.reason,
        evidence=[piece.draft() for piece in body.evidence],
        version=body.version,
        now=utc_now(),
    )
    return Status(201, StateOut.of(key, state))


@router.post(
    "/deal-registrations/{registration_id}/extension-decision", response=StateOut, summary="Decide an extension"
)
def decide_deal_extension(request: HttpRequest, registration_id: str, body: ExtensionDecisionIn) -> StateOut:
    """Grant or refuse the extension that waits. For the host."""
    key = id_of(registration_id)
    state = commands.decide_extension(
        actor=asker(request), registration_id=key, granted=body.granted, reason=body.reason, now=utc_now()
    )
    return StateOut.of(key, state)
