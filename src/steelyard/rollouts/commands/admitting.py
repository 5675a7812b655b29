"""Deciding anew whom rollouts admit, when something about partners changed that phases ask about."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.rollouts.commands.deciding import decide_all
from steelyard.rollouts.models import Rollout
from steelyard.rollouts.terms import RolloutState


@transaction.atomic
def admit_anew(*, partner_ids: Collection[UUID] | None = None, now: datetime) -> None:
    """Decide for the partners given, or for all, which planned and running rollouts admit them; call as the system."""
    live = Rollout.objects.filter(state__in=[RolloutState.DRAFT, RolloutState.RUNNING])
    for rollout in live.select_for_update().order_by("id"):
        decide_all(rollout, partner_ids=partner_ids, now=now)
