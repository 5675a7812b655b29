"""Closing a partner's registrations, or passing them on to another one, when it leaves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.deals import permissions
from steelyard.deals.commands.closing import close
from steelyard.deals.commands.locking import change, lock_with_scope
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.events import RegistrationCancelled, RegistrationPassedOn, RegistrationWithdrawn
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.terms import LIVE_STATES, WAITING_STATES, ClosureCode, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.events import record


@transaction.atomic
def close_registrations_of(*, actor: Actor, partner_id: UUID, reason: str, now: datetime) -> int:
    """Withdraw what waits of a partner and end what is protected, and return how many registrations that were.

    Raises: NotAllowed.
    """
    live = _list_live(actor, partner_id)
    for registration_id in live:
        registration = lock_with_scope(actor, registration_id, now=now, allowed=LIVE_STATES)
        waits = registration.state in WAITING_STATES
        state = RegistrationState.WITHDRAWN if waits else RegistrationState.CANCELLED
        code = ClosureCode.WITHDRAWN if waits else ClosureCode.REVOKED
        families = close(registration, state, code, now=now, reason=reason)
        said = subject_of(registration)
        happened = (
            RegistrationWithdrawn(**said, reason=reason)
            if waits
            else RegistrationCancelled(**said, closure_code=code, reason=reason, families=tuple(families))
        )
        record(happened, actor=actor, now=now, related=related_to(registration))
    return len(live)


@transaction.atomic
def pass_on_registrations(*, actor: Actor, partner_id: UUID, heir_id: UUID, now: datetime) -> int:
    """Pass all live registrations of a partner on to another one with their places and protections, and return how many.

    Of the former partner's evidence, comments, answers and requests the next one sees nothing.

    Raises: NotAllowed.
    """
    live = _list_live(actor, partner_id)
    for registration_id in live:
        registration = lock_with_scope(actor, registration_id, now=now, allowed=LIVE_STATES)
        RegistrationLine.objects.filter(registration=registration).update(partner_id=heir_id)
        change(registration, partner_id=heir_id, owner_id=None)
        record(RegistrationPassedOn(**subject_of(registration)), actor=actor, now=now, related=related_to(registration))
    return len(live)


def _list_live(actor: Actor, partner_id: UUID) -> list[UUID]:
    if not permissions.can_review(actor):
        raise NotAllowed
    rows = DealRegistration.objects.filter(partner=partner_id, state__in=LIVE_STATES)
    return list(rows.order_by("id").values_list("id", flat=True))
