"""Writing assets: what is said of them, and their versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from steelyard.content import permissions
from steelyard.content.commands.checking import check_terms, lock_asset
from steelyard.content.commands.indexing import keep_text, reindex
from steelyard.content.commands.subjects import subject_of
from steelyard.content.enqueueing import read_later
from steelyard.content.events import AssetChanged, AssetCreated, VersionAdded
from steelyard.content.models import Asset, AssetUsage, AssetVersion, VersionReading
from steelyard.content.refusals import FileInUse, MaterialMissing
from steelyard.content.terms import AssetTerms, Material, ReadingState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.events import jsonable, record
from steelyard.platform.files import FileCard, find_files


@transaction.atomic
def create_asset(*, actor: Actor, terms: AssetTerms, now: datetime, external_id: str = "") -> UUID:
    """Begin an asset, without content yet, and return its id.

    Raises: NotAllowed, LibraryUnknown, AudienceUnknown, OwnerNotOfHost, ContentWordUnknown, ReviewTooLate.
    """
    if not permissions.can_author(actor):
        raise NotAllowed
    asset = Asset.objects.create(
        **check_terms(terms, now=now), created_at=now, created_by=actor.person_id, external_id=external_id
    )
    AssetUsage.objects.create(asset=asset)
    reindex([asset.id])
    record(
        AssetCreated(**subject_of(asset), library=terms.library, kind=terms.kind, owner_id=terms.owner_id),
        actor=actor,
        now=now,
    )
    return asset.id


@transaction.atomic
def change_asset(*, actor: Actor, asset_id: UUID, terms: AssetTerms, now: datetime) -> None:
    """Say something else of an asset: its title, for whom it is, whose it is, when it is looked at again.

    Raises: NotFound, NotAllowed, LibraryUnknown, AudienceUnknown, OwnerNotOfHost, ContentWordUnknown, ReviewTooLate.
    """
    asset = lock_asset(actor, asset_id)
    columns = check_terms(terms, now=now, before=asset.review_by)
    before: dict[str, Any] = {name: getattr(asset, name) for name in columns}
    changed = [name for name, value in columns.items() if before[name] != value]
    if not changed:
        return
    for name in changed:
        setattr(asset, name, columns[name])
    if "review_by" in changed:
        asset.reminded_days = None
    asset.save(update_fields=[*changed, "reminded_days", "updated_at"])
    reindex([asset.id])
    record(
        AssetChanged(
            **subject_of(asset),
            before=jsonable({name: before[name] for name in changed}),
            after=jsonable({name: columns[name] for name in changed}),
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def add_version(*, actor: Actor, asset_id: UUID, material: Material, now: datetime) -> UUID:
    """Add a version, to be published by a step of its own, and return its id. The words of a file are read in the background.

    Raises: NotFound, NotAllowed, MaterialMissing, FileInUse.
    """
    asset = lock_asset(actor, asset_id)
    file = _check_material(actor, material)
    newest: int | None = asset.versions.aggregate(newest=Max("number"))["newest"]
    version = AssetVersion.objects.create(
        asset=asset,
        number=(newest or 0) + 1,
        note=material.note,
        file_id=material.file_id,
        file_name=file.name if file else "",
        content_type=file.content_type if file else "",
        size=file.size if file else len(material.text.encode()),
        link=material.link,
        text=material.text,
        created_at=now,
        created_by=actor.person_id,
    )
    state = ReadingState.WAITING if file else ReadingState.READ if material.text else ReadingState.NOTHING
    VersionReading.objects.create(version=version, state=state, read_at=None if file else now)
    if file:
        read_later(version.id)
    else:
        keep_text(version.id, asset.language, material.text)
    reindex([asset.id])
    record(
        VersionAdded(**subject_of(asset), version_id=version.id, number=version.number, note=material.note),
        actor=actor,
        now=now,
    )
    return version.id


def _check_material(actor: Actor, material: Material) -> FileCard | None:
    if sum(map(bool, (material.file_id, material.link, material.text.strip()))) != 1:
        raise MaterialMissing
    if material.file_id is None:
        return None
    file = find_files(actor, [material.file_id]).get(material.file_id)
    is_taken = AssetVersion.objects.filter(file_id=material.file_id).exists()
    if file is None or file.uploaded_by != actor.person_id or is_taken:
        raise FileInUse
    return file
