"""The program's stages."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import permissions
from steelyard.pipeline.events import StageDefined
from steelyard.pipeline.models import Stage
from steelyard.pipeline.terms import StageKind
from steelyard.platform.events import record


@transaction.atomic
def define_stage(*, actor: Actor, key: str, name: str, position: int, probability: Decimal, now: datetime) -> None:
    """Add an open stage, or change name, place and probability of the one with that key; its kind stays.

    Raises: NotAllowed.
    """
    if not permissions.can_define_stages(actor):
        raise NotAllowed
    terms = {"name": name, "position": position, "probability": probability}
    stage, _ = Stage.objects.update_or_create(
        key=key, defaults=terms, create_defaults={**terms, "kind": StageKind.OPEN}
    )
    happened = StageDefined(
        subject_id=stage.id, subject_label=name, key=key, position=position, probability=probability
    )
    record(happened, actor=actor, now=now)
