"""Keeping the index of words: what was read in a version, and what is said of an asset."""

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from steelyard.content.extraction.bounded import Extract, read_file
from steelyard.content.extraction.passages import Passage, cut
from steelyard.content.models import AssetVersion, VersionReading
from steelyard.content.terms import SEARCH_CONFIGURATIONS, ReadingState
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.files import find_files, keep_file, local_copy


def read_version(*, version_id: UUID, now: datetime) -> None:
    """Read the words of a version; those of a file, whose first page is drawn, in a bounded process outside of any transaction.

    What cannot be read is marked so: the file itself stays there to be downloaded. Raises: NotFound, FileGone.
    """
    with as_system():
        version = AssetVersion.objects.select_related("asset").filter(id=version_id).first()
    if version is None:
        raise NotFound
    if version.file_id is None:
        with as_system(), transaction.atomic():
            keep_text(version.id, version.asset.language, version.text)
            reindex([version.asset_id])
        return
    with ExitStack() as stack:
        with as_system():
            path = stack.enter_context(local_copy(version.file_id))
            (file,) = find_files(SYSTEM, [version.file_id]).values()
        extract = stack.enter_context(read_file(path, file.content_type))
        with as_system():
            _keep(version, extract, now)


@transaction.atomic
def _keep(version: AssetVersion, extract: Extract, now: datetime) -> None:
    keep_passages(version.id, version.asset.language, extract.passages)
    state = ReadingState.READ if extract.passages else ReadingState.NOTHING
    VersionReading.objects.filter(version=version).update(
        state=ReadingState.FAILED if extract.problem else state,
        problem=extract.problem,
        pages=extract.pages,
        preview_file_id=_keep_picture(version, extract, now),
        read_at=now,
    )
    reindex([version.asset_id])


def _keep_picture(version: AssetVersion, extract: Extract, now: datetime) -> UUID | None:
    if extract.picture is None:
        return None
    with extract.picture.open("rb") as content:
        picture: UploadedFile[bytes] = UploadedFile(
            File(content), name=f"{version.public_id}.png", size=extract.picture.stat().st_size
        )
        return keep_file(
            uploaded=picture, content_type="image/png", partner_id=None, actor=SYSTEM, now=now, is_internal=True
        ).id


def keep_text(version_id: UUID, language: str, text: str) -> None:
    """Keep the words of a version that is a text."""
    keep_passages(version_id, language, tuple(cut([(None, text)])))


def keep_passages(version_id: UUID, language: str, passages: Sequence[Passage]) -> None:
    """Keep what was read in a version, in place of what was there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select content_keep_passages(%s, %s::regconfig, %s::int[], %s::text[])",
            [
                version_id,
                SEARCH_CONFIGURATIONS.get(language, "simple"),
                [passage.page for passage in passages],
                [passage.body for passage in passages],
            ],
        )


def reindex(assets: Iterable[UUID]) -> None:
    """Bring the index up to date with what is said of the assets and what was read in the versions that are shown."""
    with connection.cursor() as cursor:
        cursor.execute("select content_index_assets(%s, %s)", [list(assets), json.dumps(dict(SEARCH_CONFIGURATIONS))])
