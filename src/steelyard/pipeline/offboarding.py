"""What becomes of a partner's open opportunities when it leaves: another partner's, or the host's own."""

from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.public import OffboardingStep, Settlement, Way, register_offboarding_step
from steelyard.pipeline.commands import pass_on_opportunities
from steelyard.pipeline.models import Opportunity


def _count(partner_id: UUID) -> int:
    return Opportunity.objects.filter(partner=partner_id, closed_at=None).count()


def _pass_on(settlement: Settlement) -> int:
    return pass_on_opportunities(
        actor=settlement.actor, partner_id=settlement.partner_id, heir_id=settlement.heir_id, now=settlement.now
    )


register_offboarding_step(
    OffboardingStep(
        key="pipeline.opportunities",
        label=sentence("Open opportunities"),
        order=20,
        count=_count,
        settle={Way.HAND_OVER: _pass_on, Way.TAKE_OVER: _pass_on},
    )
)
