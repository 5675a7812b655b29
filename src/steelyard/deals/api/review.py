"""What a reviewer decides about what is held."""

from django.http import HttpRequest
from ninja import Router

from steelyard.deals import commands
from steelyard.deals.api.asking import detail_of, id_of
from steelyard.deals.schemas.life import ReasonIn
from steelyard.deals.schemas.registrations import RegistrationDetailOut
from steelyard.deals.schemas.review import ApprovalIn, RejectionIn, chosen
from steelyard.deals.terms import LineOutcome
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.post(
    "/deal-registrations/{registration_id}/approval", response=RegistrationDetailOut, summary="Approve a registration"
)
def approve_deal_registration(request: HttpRequest, registration_id: str, body: ApprovalIn) -> RegistrationDetailOut:
    """Approve what is held, whole or by product family, alone or beside others."""
    outcome = LineOutcome.TEAMING if body.as_teaming else LineOutcome.APPROVED
    return _decide(request, registration_id, body, outcome, supersede=body.supersede)


@router.post(
    "/deal-registrations/{registration_id}/rejection", response=RegistrationDetailOut, summary="Reject a registration"
)
def reject_deal_registration(request: HttpRequest, registration_id: str, body: RejectionIn) -> RegistrationDetailOut:
    """Reject what is held, whole or by product family, for a reason that the partner reads."""
    return _decide(request, registration_id, body, LineOutcome.REJECTED)


@router.post(
    "/deal-registrations/{registration_id}/hold", response=RegistrationDetailOut, summary="Hold a registration"
)
def hold_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """Say that a person is at it: the rules will not approve it provisionally."""
    return _decide(request, registration_id, RejectionIn(reason=body.reason, version=body.version), LineOutcome.HELD)


def _decide(
    request: HttpRequest,
    registration_id: str,
    body: ApprovalIn | RejectionIn,
    outcome: LineOutcome,
    *,
    supersede: bool = False,
) -> RegistrationDetailOut:
    actor, key = asker(request), id_of(registration_id)
    commands.decide_registration_by_hand(
        actor=actor,
        registration_id=key,
        outcomes=chosen(body.families, outcome),
        reason=body.reason,
        supersede=supersede,
        version=body.version,
        now=utc_now(),
    )
    return detail_of(actor, key)
