"""Putting kits together, publishing them, and giving them out."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.content import permissions
from steelyard.content.commands.checking import check_words
from steelyard.content.commands.noting import note_uses
from steelyard.content.kits import queries
from steelyard.content.kits.events import KitArranged, KitDefined, KitPublished, KitWithdrawn
from steelyard.content.kits.refusals import KitPartsInvalid
from steelyard.content.kits.terms import MOST_PARTS, KitTerms, PackedKit
from steelyard.content.models import Asset, Kit, KitPart, KitUse
from steelyard.content.terms import UseKind
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.pipeline.public import list_open_stages
from steelyard.platform.events import record
from steelyard.program.public import list_product_families


@transaction.atomic
def define_kit(*, actor: Actor, terms: KitTerms, now: datetime, kit_id: UUID | None = None) -> UUID:
    """Begin a kit, or say something else of one, and return its id. Raises: NotFound, NotAllowed, ContentWordUnknown."""
    kit = lock_kit(actor, kit_id) if kit_id else Kit(created_at=now, created_by=actor.person_id)
    if not permissions.can_author(actor):
        raise NotAllowed
    families = {family.key for family in list_product_families(include_inactive=True)}
    check_words("family", (terms.family,), families | {""})
    check_words("stage", (terms.stage,), {"", *list_open_stages()})
    before = asdict(queries.terms_of(kit)) if kit_id else {}
    if before == asdict(terms):
        return kit.id
    for name, value in asdict(terms).items():
        setattr(kit, name, value)
    kit.save()
    record(KitDefined(**_subject(kit), before=before, after=asdict(terms)), actor=actor, now=now)
    return kit.id


@transaction.atomic
def arrange_kit(*, actor: Actor, kit_id: UUID, asset_ids: Sequence[UUID], now: datetime) -> None:
    """Say which assets a kit is made of, in this order. Raises: NotFound, NotAllowed, KitPartsInvalid."""
    kit = lock_kit(actor, kit_id)
    known = Asset.objects.filter(id__in=asset_ids).count()
    if len(asset_ids) > MOST_PARTS or known != len(asset_ids):
        raise KitPartsInvalid(most=MOST_PARTS, fields={"asset_ids": KitPartsInvalid.text})
    before = list(kit.parts.values_list("asset_id", flat=True))
    if before == list(asset_ids):
        return
    kit.parts.all().delete()
    KitPart.objects.bulk_create(
        KitPart(kit=kit, asset_id=asset_id, place=place) for place, asset_id in enumerate(asset_ids)
    )
    kit.save(update_fields=["updated_at"])
    record(KitArranged(**_subject(kit), before=before, after=list(asset_ids)), actor=actor, now=now)


@transaction.atomic
def publish_kit(*, actor: Actor, kit_id: UUID, now: datetime) -> None:
    """Show a kit to those who may read its parts. Raises: NotFound, NotAllowed, KitIsEmpty."""
    kit = lock_kit(actor, kit_id)
    queries.find_packed(actor, kit_id, at=now)
    if kit.published_at is None:
        kit.published_at = now
        kit.save(update_fields=["published_at", "updated_at"])
        record(KitPublished(**_subject(kit)), actor=actor, now=now)


@transaction.atomic
def withdraw_kit(*, actor: Actor, kit_id: UUID, now: datetime) -> None:
    """Take a kit away from partners; its parts stay in the library. Raises: NotFound, NotAllowed."""
    kit = lock_kit(actor, kit_id)
    if kit.published_at is not None:
        kit.published_at = None
        kit.save(update_fields=["published_at", "updated_at"])
        record(KitWithdrawn(**_subject(kit)), actor=actor, now=now)


@transaction.atomic
def open_kit(*, actor: Actor, kit_id: UUID, now: datetime, registration_id: UUID | None = None) -> PackedKit:
    """Note that the actor takes all of a kit that it may have, and return it. Raises: NotFound, KitIsEmpty."""
    packed, assets = queries.find_packed(actor, kit_id, at=now)
    taken = [(asset, asset.current_version_id) for asset in assets if asset.current_version_id]
    note_uses(actor, taken, UseKind.DOWNLOADED, registration_id=registration_id, now=now)
    _note_use(actor, kit_id, UseKind.DOWNLOADED, now, registration_id)
    return packed


@transaction.atomic
def note_kit_reading(*, actor: Actor, kit_id: UUID, now: datetime) -> None:
    """Note that somebody of a partner opened a kit's page, once a day. Raises: NotFound."""
    if not Kit.visible_to(actor).filter(id=kit_id).exists():
        raise NotFound
    if actor.partner_id is None or actor.person_id is None:
        return
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = KitUse.objects.filter(kit=kit_id, person_id=actor.person_id, partner_id=actor.partner_id)
    if not mine.filter(kind=UseKind.OPENED, used_at__gte=midnight).exists():
        _note_use(actor, kit_id, UseKind.OPENED, now)


def _note_use(actor: Actor, kit_id: UUID, kind: UseKind, now: datetime, registration_id: UUID | None = None) -> None:
    KitUse.objects.create(
        kit_id=kit_id,
        kind=kind,
        person_id=actor.person_id,
        partner_id=actor.partner_id,
        registration_id=registration_id,
        used_at=now,
    )


def lock_kit(actor: Actor, kit_id: UUID) -> Kit:
    """Return a kit for an author to change, with its row locked. Raises: NotFound, NotAllowed."""
    kit = Kit.visible_to(actor).filter(id=kit_id).select_for_update().first()
    if kit is None:
        raise NotFound
    if not permissions.can_author(actor):
        raise NotAllowed
    return kit


def _subject(kit: Kit) -> dict[str, Any]:
    return {"subject_id": kit.id, "subject_label": kit.title}
