"""Giving out what assets hold, once it is settled that whoever asks may see it: the files themselves belong to no partner."""

from uuid import UUID

from django.http import FileResponse

from steelyard.content.models import AssetVersion
from steelyard.content.queries import get_asset
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform import files
from steelyard.platform.db import as_system


def open_file(file_id: UUID) -> FileResponse:
    """Return the file of a version that `open_asset` gave out. Raises: NotFound."""
    with as_system():
        return files.open_file(SYSTEM, file_id)


def open_preview(actor: Actor, asset_id: UUID) -> FileResponse:
    """Return the picture of what is shown of an asset: the current version, for the host else the latest. Raises: NotFound."""
    asset = get_asset(actor, asset_id)
    versions = AssetVersion.visible_to(actor).filter(asset=asset).select_related("reading").order_by("-number")
    shown = asset.current_version or versions.first()
    if shown is None or shown.reading.preview_file_id is None:
        raise NotFound
    with as_system():
        return files.open_picture(shown.reading.preview_file_id)
