"""A registration's later life: given up, appealed, revoked, converted, handed over."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands
from steelyard.deals.api.asking import detail_of, id_of
from steelyard.deals.schemas.answers import CreatedOut
from steelyard.deals.schemas.fields import id_or_nothing
from steelyard.deals.schemas.life import ReasonIn, RegistrationManagerIn, VersionIn
from steelyard.deals.schemas.registrations import RegistrationDetailOut
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.post(
    "/deal-registrations/{registration_id}/withdrawal",
    response=RegistrationDetailOut,
    summary="Withdraw a registration",
)
def withdraw_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """Give a claim up for good."""
    actor, key = asker(request), id_of(registration_id)
    commands.withdraw_registration(
        actor=actor, registration_id=key, reason=body.reason, version=body.version, now=utc_now()
    )
    return detail_of(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/appeal", response=RegistrationDetailOut, summary="Appeal against a rejection"
)
def appeal_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """Bring a rejection before a person, while there is time to appeal."""
    actor, key = asker(request), id_of(registration_id)
    commands.appeal_registration(
        actor=actor, registration_id=key, reason=body.reason, version=body.version, now=utc_now()
    )
    return detail_of(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/cancellation", response=RegistrationDetailOut, summary="Revoke a protection"
)
def cancel_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """End a protection, for a reason that the partner reads. For the host."""
    actor, key = asker(request), id_of(registration_id)
    commands.cancel_registration(
        actor=actor, registration_id=key, reason=body.reason, version=body.version, now=utc_now()
    )
    return detail_of(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/conversion", response={201: CreatedOut}, summary="Convert a registration"
)
def convert_deal_registration(request: HttpRequest, registration_id: str, body: VersionIn) -> Status[CreatedOut]:
    """Open the opportunity that the registration is about, and return its id; the protection goes on."""
    opened = commands.convert_registration(
        actor=asker(request), registration_id=id_of(registration_id), version=body.version, now=utc_now()
    )
    return Status(201, CreatedOut(id=public_id("opp", opened)))


@router.put(
    "/deal-registrations/{registration_id}/manager",
    response=RegistrationDetailOut,
    summary="Hand a registration to a manager",
)
def reassign_deal_manager(
    request: HttpRequest, registration_id: str, body: RegistrationManagerIn
) -> RegistrationDetailOut:
    """Say who of the host looks after the registration."""
    actor, key = asker(request), id_of(registration_id)
    manager_id = id_or_nothing("person", body.person or "")
    commands.reassign_manager(actor=actor, registration_id=key, manager_id=manager_id, now=utc_now())
    return detail_of(actor, key)
