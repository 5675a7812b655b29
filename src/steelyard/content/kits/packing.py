"""A kit as one archive: its cover first, then its parts in their order, each as the reader may have it."""

import shutil
import zipfile
from datetime import datetime
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.http import FileResponse
from django.utils.text import get_valid_filename, slugify

from steelyard.content.kits.terms import PackedKit, PackedPart
from steelyard.platform import files
from steelyard.platform.db import as_system

_IN_MEMORY = 8 * 1024 * 1024


def answer_kit(kit: PackedKit) -> FileResponse:
    """Return a kit that `open_kit` gave out as a download. Raises: FileGone."""
    response = FileResponse(
        pack(kit), as_attachment=True, filename=f"{slugify(kit.title) or 'kit'}.zip", content_type="application/zip"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def pack(kit: PackedKit) -> IO[bytes]:
    """Return the archive of a kit, the same for the same parts; large ones lie on disk. Raises: FileGone."""
    target: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry(f"00 {kit.title}.md", kit.made_at), f"# {kit.title}\n\n{kit.cover}\n")
        for number, part in enumerate(kit.parts, start=1):
            _add(archive, number, part)
    target.seek(0)
    return target


def _add(archive: zipfile.ZipFile, number: int, part: PackedPart) -> None:
    name = f"{number:02} {part.title}"
    if part.link:
        archive.writestr(_entry(f"{name}.url", part.made_at), f"[InternetShortcut]\r\nURL={part.link}\r\n")
    elif part.file_id is None:
        archive.writestr(_entry(f"{name}.md", part.made_at), part.text)
    else:
        entry = _entry(f"{name}{PurePath(part.file_name).suffix}", part.made_at)
        with (
            as_system(),
            files.local_copy(part.file_id) as path,
            path.open("rb") as source,
            archive.open(entry, "w") as to,
        ):
            shutil.copyfileobj(source, to)


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(get_valid_filename(name), date_time=made_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
