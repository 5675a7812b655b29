"""What the library read of a person, when the person is erased: forgotten at once, and read again without them."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from steelyard.content.enqueueing import read_later
from steelyard.content.models import AssetVersion, VersionReading
from steelyard.platform.privacy.files import register_reader
from steelyard.platform.privacy.redaction import Redaction

_TITLED = """
    select distinct on (a.id) v.id from content_asset a join content_assetversion v on v.asset_id = a.id
    where concat_ws(' ', a.title, a.summary, array_to_string(a.keywords, ' ')) ~* %s
    order by a.id, v.id = a.current_version_id desc, v.number desc
"""


def forget(redaction: Redaction) -> Collection[UUID]:
    """Forget what was read in versions that name the person, and return their files and the pictures of their first pages."""
    naming = {version for version, body in _list_passages(redaction.needle) if redaction.take_from(body) != body}
    with connection.cursor() as cursor:
        cursor.execute("select content_forget_passages(%s)", [list(naming)])
    for version in sorted(naming | set(_list_titled(redaction.needle))):
        read_later(version)
    files = AssetVersion.objects.filter(id__in=naming).values_list("file_id", flat=True)
    pictures = VersionReading.objects.filter(version__in=naming).values_list("preview_file_id", flat=True)
    return {file_id for file_id in (*files, *pictures) if file_id}


def _list_passages(needle: str) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select version_id, body from content_passages_like(%s)", [needle])
        return [(version, body) for version, body in cursor.fetchall()]


def _list_titled(needle: str) -> list[UUID]:
    """Return what stands in the index under words of an asset that may name the person."""
    with connection.cursor() as cursor:
        cursor.execute(_TITLED, [needle])
        return [version for (version,) in cursor.fetchall()]


register_reader(forget)
