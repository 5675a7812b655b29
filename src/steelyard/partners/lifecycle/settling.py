"""What partners itself settles before one is gone: the partners under it."""

from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.commands.moving import place_under
from steelyard.partners.lifecycle.steps import OffboardingStep, Settlement, register_offboarding_step
from steelyard.partners.lifecycle.terms import Way
from steelyard.partners.models import Partner
from steelyard.partners.refusals import HeirNotPossible


def _count_children(partner_id: UUID) -> int:
    return Partner.objects.filter(parent=partner_id).count()


def _release_children(settlement: Settlement) -> int:
    """Let the partners under it stand on their own."""
    return _move_children(settlement, None)


def _hand_children_over(settlement: Settlement) -> int:
    """Put the partners under it under its heir, which must not be one of them."""
    assert settlement.heir_id is not None
    return _move_children(settlement, Partner.objects.get(id=settlement.heir_id))


def _move_children(settlement: Settlement, heir: Partner | None) -> int:
    children = list(Partner.objects.select_for_update(of=("self",)).filter(parent=settlement.partner_id).order_by("id"))
    for child in children:
        family = child.list_family_ids()
        if heir is not None and heir.id in family:
            raise HeirNotPossible(fields={"heir": HeirNotPossible.text})
        place_under(child, heir, family, actor=settlement.actor, now=settlement.now)
    return len(children)


register_offboarding_step(
    OffboardingStep(
        key="partners.children",
        label=sentence("Partners under it"),
        order=30,
        count=_count_children,
        settle={Way.HAND_OVER: _hand_children_over, Way.RELEASE: _release_children},
    )
)
