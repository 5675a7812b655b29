"""What the commands about rollouts share: the locked row, and whom its phases admit."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform import features
from steelyard.rollouts.models import Admission, Rollout
from steelyard.rollouts.permissions import can_manage_rollouts
from steelyard.rollouts.policies import decide_admission
from steelyard.rollouts.queries.plans import gather_facts, plan_of
from steelyard.rollouts.refusals import RolloutEnded
from steelyard.rollouts.terms import RolloutState


def lock_rollout(actor: Actor, rollout_id: UUID) -> Rollout:
    """Return a rollout that has not ended, held until the transaction ends. Raises: NotAllowed, NotFound, RolloutEnded."""
    if not can_manage_rollouts(actor):
        raise NotAllowed
    row = Rollout.visible_to(actor).select_for_update(of=("self",)).filter(id=rollout_id).first()
    if row is None:
        raise NotFound
    if row.state == RolloutState.ENDED:
        raise RolloutEnded
    return row


def decide_all(rollout: Rollout, *, now: datetime, partner_ids: Collection[UUID] | None = None) -> None:
    """Write down anew which partners the phases admit, of those given or of all; while it is paused all stays as it is."""
    features.forget()
    if rollout.state in (RolloutState.PAUSED, RolloutState.ENDED):
        return
    phases = plan_of(rollout).phases
    admitted = {
        facts.partner_id: phase
        for facts in gather_facts(phases, at=now, partner_ids=partner_ids)
        if (phase := decide_admission(rollout.id, phases, facts)) is not None
    }
    kept = Admission.objects.filter(rollout=rollout)
    if partner_ids is not None:
        kept = kept.filter(partner__in=partner_ids)
    kept.exclude(partner__in=admitted).delete()
    Admission.objects.bulk_create(
        [
            Admission(rollout=rollout, partner_id=partner_id, phase_id=phase.id, opens_on=phase.starts_on)
            for partner_id, phase in admitted.items()
        ],
        update_conflicts=True,
        unique_fields=["rollout", "partner"],
        update_fields=["phase", "opens_on"],
        batch_size=2000,
    )
