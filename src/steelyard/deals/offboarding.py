"""What becomes of a partner's live registrations when it leaves: another partner's, or closed."""

from uuid import UUID

from steelyard.deals.commands import close_registrations_of, pass_on_registrations
from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import LIVE_STATES
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import OffboardingStep, Settlement, Way, register_offboarding_step


def _count(partner_id: UUID) -> int:
    return DealRegistration.objects.filter(partner=partner_id, state__in=LIVE_STATES).count()


def _close(settlement: Settlement) -> int:
    return close_registrations_of(
        actor=settlement.actor, partner_id=settlement.partner_id, reason=settlement.reason, now=settlement.now
    )


def _pass_on(settlement: Settlement) -> int:
    assert settlement.heir_id is not None
    return pass_on_registrations(
        actor=settlement.actor, partner_id=settlement.partner_id, heir_id=settlement.heir_id, now=settlement.now
    )


register_offboarding_step(
    OffboardingStep(
        key="deals.registrations",
        label=sentence("Registrations that wait or protect"),
        order=10,
        count=_count,
        settle={Way.HAND_OVER: _pass_on, Way.CLOSE: _close},
    )
)
