"""Publishing, withdrawing, archiving and reviewing assets."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.content.commands.checking import check_review, lock_asset
from steelyard.content.commands.indexing import reindex
from steelyard.content.commands.subjects import subject_of
from steelyard.content.events import AssetArchived, AssetPublished, AssetReviewed, AssetWithdrawn
from steelyard.content.models import AssetVersion
from steelyard.content.policies import is_stale
from steelyard.content.refusals import (
    AlreadyArchived,
    AlreadyPublished,
    NothingToPublish,
    NotPublished,
    ReviewIsPast,
)
from steelyard.content.terms import AssetState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.events import record


@transaction.atomic
def publish_asset(*, actor: Actor, asset_id: UUID, now: datetime, version_id: UUID | None = None) -> None:
    """Make a version the current one, the latest unless another is named, and show the asset to its audience.

    Raises: NotFound, NotAllowed, NothingToPublish, AlreadyPublished, ReviewIsPast.
    """
    asset = lock_asset(actor, asset_id)
    versions = AssetVersion.objects.filter(asset=asset).order_by("-number")
    version = versions.filter(id=version_id).first() if version_id else versions.first()
    if version is None:
        raise NotFound if version_id else NothingToPublish
    if asset.state == AssetState.PUBLISHED and asset.current_version_id == version.id:
        raise AlreadyPublished
    if is_stale(asset.review_by, now.date()):
        raise ReviewIsPast(title=asset.title)
    asset.state, asset.state_reason = AssetState.PUBLISHED, ""
    asset.current_version, asset.published_at = version, now
    asset.save(update_fields=["state", "state_reason", "current_version", "published_at", "updated_at"])
    reindex([asset.id])
    record(
        AssetPublished(**subject_of(asset), version_id=version.id, number=version.number),
        actor=actor,
        now=now,
    )


@transaction.atomic
def withdraw_asset(*, actor: Actor, asset_id: UUID, reason: str, now: datetime) -> None:
    """Take a published asset away from its audience, for a reason.

    Raises: NotFound, NotAllowed, NotPublished.
    """
    asset = lock_asset(actor, asset_id)
    if asset.state != AssetState.PUBLISHED:
        raise NotPublished(title=asset.title)
    asset.state, asset.state_reason = AssetState.WITHDRAWN, reason
    asset.save(update_fields=["state", "state_reason", "updated_at"])
    record(AssetWithdrawn(**subject_of(asset), reason=reason), actor=actor, now=now)


@transaction.atomic
def archive_asset(*, actor: Actor, asset_id: UUID, reason: str, now: datetime) -> None:
    """Lay an asset to rest, for a reason; its versions and what was used of them stay.

    Raises: NotFound, NotAllowed, AlreadyArchived.
    """
    asset = lock_asset(actor, asset_id)
    if asset.state == AssetState.ARCHIVED:
        raise AlreadyArchived(title=asset.title)
    asset.state, asset.state_reason = AssetState.ARCHIVED, reason
    asset.save(update_fields=["state", "state_reason", "updated_at"])
    record(AssetArchived(**subject_of(asset), reason=reason, owner_id=asset.owner_id), actor=actor, now=now)


@transaction.atomic
def review_asset(*, actor: Actor, asset_id: UUID, review_by: date, now: datetime) -> None:
    """Say that an asset still holds, and until when.

    Raises: NotFound, NotAllowed, AlreadyArchived, ReviewTooLate.
    """
    asset = lock_asset(actor, asset_id)
    if asset.state == AssetState.ARCHIVED:
        raise AlreadyArchived(title=asset.title)
    check_review(review_by, now=now)
    asset.review_by, asset.reminded_days = review_by, None
    asset.save(update_fields=["review_by", "reminded_days", "updated_at"])
    record(AssetReviewed(**subject_of(asset), review_by=review_by), actor=actor, now=now)
