"""Noting that assets are used, one or many at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from steelyard.content.commands.subjects import subject_of
from steelyard.content.events import AssetUsed
from steelyard.content.models import Asset, AssetUsage, AssetVersion, Use
from steelyard.content.terms import UseKind
from steelyard.kernel.actors import Actor
from steelyard.platform.db import as_system
from steelyard.platform.events import record


def note_uses(
    actor: Actor,
    used: Sequence[tuple[Asset, UUID]],
    kind: UseKind,
    *,
    now: datetime,
    registration_id: UUID | None = None,
) -> None:
    """Note that the actor used versions of assets, in the sums and in the log, too."""
    Use.objects.bulk_create(
        Use(
            asset=asset,
            version_id=version_id,
            kind=kind,
            person_id=actor.person_id,
            partner_id=actor.partner_id,
            registration_id=registration_id,
            used_at=now,
        )
        for asset, version_id in used
    )
    with as_system():  # how often all others used it is not theirs to know
        sums = AssetUsage.objects.filter(asset__in=[asset for asset, _ in used])
        sums.update(**{kind: F(kind) + 1, "last_used_at": now})
    record(
        *(
            AssetUsed(
                **subject_of(asset),
                partner_id=actor.partner_id,
                version_id=version_id,
                kind=kind,
                registration_id=registration_id,
            )
            for asset, version_id in used
        ),
        actor=actor,
        now=now,
    )


def use_of(version: AssetVersion) -> UseKind:
    """Return how somebody uses a version who is given what it holds."""
    return UseKind.DOWNLOADED if version.file_id else UseKind.OPENED
