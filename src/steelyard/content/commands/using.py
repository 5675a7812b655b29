"""Using assets: each download and each opened link is noted, by whom and for which deal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.content.commands.noting import note_uses, use_of
from steelyard.content.commands.subjects import subject_of
from steelyard.content.events import FeedbackGiven
from steelyard.content.models import Asset, AssetVersion, Feedback, Use
from steelyard.content.terms import UseKind
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.events import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a person gets who opens a version: its file, or the address that it links to."""

    file_id: UUID | None
    link: str


@transaction.atomic
def open_asset(
    *,
    actor: Actor,
    asset_id: UUID,
    now: datetime,
    version_id: UUID | None = None,
    registration_id: UUID | None = None,
) -> Opening:
    """Note that the actor uses a version of an asset, the current one unless another is named, and return what it holds.

    Raises: NotFound, also for a version that the actor may not read and for one that is a text.
    """
    asset = Asset.visible_to(actor).filter(id=asset_id).first()
    if asset is None:
        raise NotFound
    versions = AssetVersion.visible_to(actor).filter(asset=asset)
    version = versions.filter(id=version_id).first() if version_id else versions.filter(current_of=asset).first()
    if version is None or not (version.file_id or version.link):
        raise NotFound
    note_uses(actor, [(asset, version.id)], use_of(version), registration_id=registration_id, now=now)
    return Opening(file_id=version.file_id, link=version.link)


@transaction.atomic
def note_reading(*, actor: Actor, asset_id: UUID, version_id: UUID, now: datetime) -> None:
    """Note that the actor read a text on its page, once a day. Raises: NotFound."""
    asset = Asset.visible_to(actor).filter(id=asset_id).first()
    if asset is None:
        raise NotFound
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Use.objects.filter(asset=asset, person_id=actor.person_id, partner_id=actor.partner_id)
    if not mine.filter(used_at__gte=midnight).exists():
        note_uses(actor, [(asset, version_id)], UseKind.OPENED, now=now)


@transaction.atomic
def give_feedback(*, actor: Actor, asset_id: UUID, is_helpful: bool, words: str, now: datetime) -> None:
    """Say whether an asset helped, and what is missing; the owner hears of it. Raises: NotFound, NotAllowed for programs alone."""
    asset = Asset.visible_to(actor).filter(id=asset_id).first()
    if asset is None:
        raise NotFound
    if actor.person_id is None:
        raise NotAllowed
    Feedback.objects.update_or_create(
        asset=asset,
        person_id=actor.person_id,
        partner_id=actor.partner_id,
        defaults={"is_helpful": is_helpful, "words": words, "given_at": now},
    )
    record(
        FeedbackGiven(
            **subject_of(asset),
            partner_id=actor.partner_id,
            is_helpful=is_helpful,
            words=words,
            owner_id=asset.owner_id,
        ),
        actor=actor,
        now=now,
    )
