"""Uploaded files: checked before they are kept, kept under random names, given out only as downloads.

A file is what its bytes say, not what its name says: the sniffed type must be on the allow-list and agree with the extension.
Office documents are ZIP archives and are looked into with limits on count, size and ratio before anything is unpacked.
"""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import IO
from uuid import UUID

import puremagic
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import get_valid_filename

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.refusals import NotFound, Refusal, sentence
from steelyard.platform.models import StoredFile
from steelyard.platform.scanning import scan
from steelyard.platform.visibility import visible_partner_ids

MAX_ARCHIVE_MEMBERS = 5_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_UNPACK_RATIO = 120

_OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".docx": _OFFICE + "wordprocessingml.document",
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".pptx": _OFFICE + "presentationml.presentation",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
}
"""What may be uploaded: extension → content type."""

COURSE_CONTENT_TYPES = {**CONTENT_TYPES, ".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt"}
"""What a lesson may show besides: videos with their captions."""

PACKAGE_CONTENT_TYPE = "application/zip"
"""An archive that its reader has looked through; it is never given out as a whole."""

ACCEPT = ",".join(CONTENT_TYPES)
_ARCHIVES = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
_TEXTS = {".txt", ".csv", ".eml", ".vtt"}
_MAGIC = {".pdf": {".pdf"}, ".png": {".png"}, ".jpg": {".jpg", ".jpeg", ".jfif"}, ".webp": {".webp"}}
_MAGIC |= {".mp4": {".mp4", ".m4v"}, ".webm": {".webm"}}
_MAGIC[".jpeg"] = _MAGIC[".jpg"]
_PLAYED = ("video/mp4", "video/webm", "text/vtt")
_ONE_STRETCH = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_CHUNK = 256 * 1024
_ACTIVE_MEMBERS = ("vbaproject.bin", "activex", ".exe", ".dll", ".js", ".vbs")


class FileTooLarge(Refusal):
    """The file is larger than the installation accepts."""

    code = "file_too_large"
    status = 413
    text = sentence("This file is too large. The limit is {megabytes} MB: send a smaller version or a link.")


class FileTypeNotAllowed(Refusal):
    """The file is of a kind that is not accepted, or is not what its name says."""

    code = "file_type_not_allowed"
    status = 422
    text = sentence("This file is not of an accepted type, or not what its name says. Accepted: {accepted}.")


class FileUnsafe(Refusal):
    """The file would unpack to something huge, or carries active content."""

    code = "file_unsafe"
    status = 422
    text = sentence("This file carries macros, programs or far too much packed data. Save it as PDF and send that.")


class FileGone(Refusal):
    """The file was deleted after its time."""

    code = "file_gone"
    status = 410
    text = sentence("This file was deleted after its time. Upload it again where you need it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCard:
    """What others may know of a stored file."""

    id: UUID
    name: str
    content_type: str
    size: int
    uploaded_at: datetime
    uploaded_by: UUID | None

    @property
    def public_id(self) -> str:
        return public_id(StoredFile.PREFIX, self.id)


def check(
    uploaded: "UploadedFile[bytes]", *, types: Mapping[str, str] = CONTENT_TYPES, largest: int | None = None
) -> str:
    """Return the content type of an acceptable file: one of the types, and not larger than it may be.

    Raises: FileTooLarge, FileTypeNotAllowed, FileUnsafe.
    """
    most = largest or settings.MAX_UPLOAD_BYTES
    if (uploaded.size or 0) > most:
        raise FileTooLarge(megabytes=most // 1024**2)
    extension = PurePath(uploaded.name or "").suffix.lower()
    if extension not in types or not uploaded.size:
        raise FileTypeNotAllowed(accepted=",".join(types))
    if extension in _ARCHIVES:
        _check_archive(uploaded, _ARCHIVES[extension])
    elif extension in _TEXTS:
        _check_text(uploaded)
    else:
        _check_magic(uploaded, extension)
    uploaded.seek(0)
    return types[extension]


def _check_magic(uploaded: IO[bytes], extension: str) -> None:
    head = uploaded.read(8192)
    uploaded.seek(0)
    try:
        sniffed = {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        sniffed = set()
    if sniffed.isdisjoint(_MAGIC[extension]) or head[:2] == b"MZ":
        raise FileTypeNotAllowed(accepted=ACCEPT)


def _check_text(uploaded: IO[bytes]) -> None:
    head = uploaded.read(65536)
    uploaded.seek(0)
    if b"\x00" in head or head.startswith((b"MZ", b"\x7fELF", b"%PDF", b"PK", b"#!")):
        raise FileTypeNotAllowed(accepted=ACCEPT)


def _check_archive(uploaded: IO[bytes], folder: str) -> None:
    try:
        with zipfile.ZipFile(uploaded) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise FileTypeNotAllowed(accepted=ACCEPT) from error
    names = [member.filename.lower() for member in members]
    if "[content_types].xml" not in names or not any(name.startswith(folder) for name in names):
        raise FileTypeNotAllowed(accepted=ACCEPT)
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    too_much = len(members) > MAX_ARCHIVE_MEMBERS or unpacked > MAX_UNPACKED_BYTES
    if (
        too_much
        or unpacked > MAX_UNPACK_RATIO * max(packed, 1)
        or any(a in name for name in names for a in _ACTIVE_MEMBERS)
    ):
        raise FileUnsafe


def store_file(
    *,
    uploaded: "UploadedFile[bytes]",
    partner_id: UUID | None,
    actor: Actor,
    now: datetime,
    is_internal: bool = False,
    is_guarded: bool = False,
) -> FileCard:
    """Check and keep an uploaded file; a guarded one is given to the system alone, for a context that says who may read it.

    Raises: FileTooLarge, FileTypeNotAllowed, FileUnsafe, FileInfected, ScannerAway.
    """
    content_type = check(uploaded)
    scan(uploaded, name=uploaded.name or "")
    return keep_file(
        uploaded=uploaded,
        content_type=content_type,
        partner_id=partner_id,
        actor=actor,
        now=now,
        is_internal=is_internal,
        is_guarded=is_guarded,
    )


def store_course_file(*, uploaded: "UploadedFile[bytes]", actor: Actor, now: datetime) -> FileCard:
    """Check and keep a file of the host's that lessons show.

    Raises: FileTooLarge, FileTypeNotAllowed, FileUnsafe.
    """
    content_type = check(uploaded, types=COURSE_CONTENT_TYPES, largest=settings.MAX_COURSE_FILE_BYTES)
    return keep_file(
        uploaded=uploaded, content_type=content_type, partner_id=None, actor=actor, now=now, is_internal=False
    )


def keep_file(
    *,
    uploaded: "UploadedFile[bytes]",
    content_type: str,
    partner_id: UUID | None,
    actor: Actor,
    now: datetime,
    is_internal: bool,
    is_guarded: bool = False,
) -> FileCard:
    """Keep a file that its reader has checked, or will check before looking into it."""
    digest = hashlib.sha256()
    for chunk in uploaded.chunks():
        digest.update(chunk)
    uploaded.seek(0)
    file_id = new_id()
    row = StoredFile.objects.create(
        id=file_id,
        partner_id=partner_id,
        uploaded_by=actor.person_id,
        name=get_valid_filename(PurePath(uploaded.name or "file").name)[:150],
        content_type=content_type,
        size=uploaded.size or 0,
        sha256=digest.digest(),
        path=default_storage.save(f"{file_id.hex[-2:]}/{file_id.hex}", uploaded),
        uploaded_at=now,
        is_internal=is_internal,
        is_guarded=is_guarded,
    )
    return _card(row)


def find_files(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, FileCard]:
    """Return the cards of those files that the actor may see."""
    return {row.id: _card(row) for row in _visible_to(actor).filter(id__in=list(ids))}


def open_file(actor: Actor, file_id: UUID) -> FileResponse:
    """Return a file as a download that a browser never renders. Raises: NotFound."""
    row = _visible_to(actor).filter(id=file_id).first()
    if row is None:
        raise NotFound
    response = FileResponse(
        default_storage.open(row.path), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def open_picture(file_id: UUID) -> FileResponse:
    """Return a PNG that we drew ourselves, to be shown in a page; whoever calls this has asked who may see it. Raises: FileGone."""
    row = _require_file(file_id)
    response = FileResponse(default_storage.open(row.path), content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def play_file(actor: Actor, file_id: UUID, *, asked: str) -> HttpResponseBase:
    """Return a video or its captions to be shown in a page; `asked` is the stretch of bytes that the player wants.

    Raises: NotFound, also for what is of another kind.
    """
    row = _visible_to(actor).filter(id=file_id, content_type__in=_PLAYED).first()
    if row is None:
        raise NotFound
    content = default_storage.open(row.path)
    response = stream(content, size=row.size, content_type=row.content_type, asked=asked)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def open_content(file_id: UUID) -> IO[bytes]:
    """Return the content of a stored file, to be read here; whoever calls this has asked who may. Raises: FileGone."""
    return default_storage.open(_require_file(file_id).path)


def stream(content: IO[bytes], *, size: int, content_type: str, asked: str) -> HttpResponseBase:
    """Return the content, or the stretch of it that was asked for, to be shown in a page.

    Source: RFC 9110, 14.
    """
    stretch = _stretch(asked, size)
    start, end = stretch or (0, size)
    if start:
        content.seek(start)
    status = 200 if stretch is None else 206
    response = StreamingHttpResponse(_read(content, end - start), status=status, content_type=content_type)
    response._resource_closers.append(content.close)  # type: ignore[attr-defined]  # also where nobody reads to the end
    response["Content-Length"] = str(end - start)
    if stretch is not None:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _stretch(asked: str, size: int) -> tuple[int, int] | None:
    """Return start and end of the one stretch that was asked for; None for the whole file, also where the question is no use."""
    found = _ONE_STRETCH.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    return (start, end) if start < end else None


def _read(content: IO[bytes], left: int) -> Iterator[bytes]:
    with content:
        while left > 0 and (chunk := content.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk


@contextmanager
def local_copy(file_id: UUID) -> Iterator[Path]:
    """Give the path of a stored file for as long as the block lasts: its own, or a copy's where the storage is elsewhere.

    Raises: FileGone.
    """
    row = _require_file(file_id)
    try:
        path = Path(default_storage.path(row.path))
    except NotImplementedError:
        with NamedTemporaryFile() as copy, default_storage.open(row.path) as content:
            shutil.copyfileobj(content, copy)
            copy.flush()
            yield Path(copy.name)
    else:
        yield path


def require_file(file_id: UUID) -> None:
    """Refuse where a file is not kept any more. Raises: FileGone."""
    _require_file(file_id)


def _require_file(file_id: UUID) -> StoredFile:
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        raise FileGone
    return row


def discard_file(actor: Actor, file_id: UUID) -> None:
    """Forget a file that nothing refers to any more; its content goes once that is certain. Raises: NotFound."""
    row = _visible_to(actor).filter(id=file_id).first()
    if row is None:
        raise NotFound
    row.delete()
    transaction.on_commit(lambda: default_storage.delete(row.path))


def _visible_to(actor: Actor) -> QuerySet[StoredFile]:
    if actor.is_system:
        return StoredFile.objects.all()
    rows = StoredFile.objects.filter(is_guarded=False)
    if actor.is_host:
        return rows
    if not actor.is_partner:
        return rows.none()
    return rows.filter(is_internal=False, partner_id__in=visible_partner_ids(actor))


def _card(row: StoredFile) -> FileCard:
    return FileCard(
        id=row.id,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by,
    )
