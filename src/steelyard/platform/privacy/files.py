"""Looking for a person in stored files, and taking them out of those.

Plain text is rewritten. An office document that names the person gives way to a note, because what else it says of them nobody can
tell. Pictures and PDF say nothing that can be searched for here: who reads such files, as the library does, says which name them.
"""

import hashlib
import io
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from steelyard.kernel.ids import new_id
from steelyard.platform.models import StoredFile
from steelyard.platform.privacy.redaction import Redaction

_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE)
_ARCHIVES = (".docx", ".xlsx", ".pptx")
_TEXTS = (".txt", ".csv", ".eml")
NOTE = "This file was removed because it named a person who has been erased.\n"

Forget = Callable[[Redaction], Collection[UUID]]
_readers: list[Forget] = []


def register_reader(forget: Forget) -> None:
    """Register who keeps what it reads in files: it forgets what names the person, and returns the files in which it read that.

    It is called as the system, before anything else is changed, and may read those files again once the transaction has committed.
    """
    _readers.append(forget)


def sweep_files(redaction: Redaction) -> list[str]:
    """Take the person out of every stored file, and return the paths of contents that nothing names any more.

    New contents are kept beside the old ones: delete those once the transaction has committed.
    """
    left, named = [], {file_id for forget in _readers for file_id in forget(redaction)}
    for row in StoredFile.objects.order_by("id").iterator():
        kind = PurePath(row.name).suffix.lower()
        is_searched = kind in (*_ARCHIVES, *_TEXTS)
        if not (is_searched or row.id in named) or not default_storage.exists(row.path):
            continue
        with default_storage.open(row.path) as file:
            before = file.read()
        if is_searched:
            after = _without(redaction, before) if kind in _TEXTS else _unless_named(redaction, before)
        else:
            after = NOTE.encode()
        if after != before:
            left.append(row.path)
            _replace(row, after)
    return left


def _without(redaction: Redaction, content: bytes) -> bytes:
    for encoding in ("utf-16",) if content.startswith(_WIDE) else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
            is_beside = redaction.who.email.lower() in text.lower()
            kept = redaction.take_from(text, is_beside=is_beside)
            return content if kept == text else kept.encode(encoding)
        except UnicodeError:
            continue
    return _unless_named(redaction, content)


def _unless_named(redaction: Redaction, content: bytes) -> bytes:
    names_them = any(redaction.take_from(text) != text for text in _texts(content))
    return NOTE.encode() if names_them else content


def _texts(content: bytes) -> Iterator[str]:
    """Yield what can be read in a file: its bytes, and those of the members of an archive, one of which is read at a time."""
    yield content.decode("utf-8", "replace")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield archive.read(member).decode("utf-8", "replace")
    except zipfile.BadZipFile:
        return


def _replace(row: StoredFile, content: bytes) -> None:
    if content == NOTE.encode():
        row.name, row.content_type = f"{PurePath(row.name).stem}.txt", "text/plain"
    row.path = default_storage.save(f"{row.id.hex[-2:]}/{new_id().hex}", ContentFile(content))
    row.size, row.sha256 = len(content), hashlib.sha256(content).digest()
    row.save(update_fields=["name", "content_type", "path", "size", "sha256"])
