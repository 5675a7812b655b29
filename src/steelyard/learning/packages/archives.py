"""Archives of packages: looked through before they are kept, read member by member, never unpacked.

A member is found by its exact name in the archive's own directory, so no name can lead to a file outside of it.
"""

import mimetypes
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from steelyard.kernel.refusals import sentence
from steelyard.learning.packages.refusals import PackageRefused

MOST_MEMBERS = 5_000
MOST_UNPACKED_BYTES = 1024**3
MOST_RATIO = 120
_SMALL_BYTES = 1024**2
"""Up to here a member may be packed as tightly as it likes: an empty page or a long blank image is no bomb."""

NO_ARCHIVE = sentence("it is no ZIP archive.")
TOO_MANY = sentence("it has {count} files; at most {most} are taken.")
TOO_LARGE = sentence("it would unpack to more than {megabytes} MB.")
BOMB = sentence("{name} is packed more than {most} times smaller than it is.")
OUTSIDE = sentence("{name} leads outside of the package.")
LINK = sentence("{name} is a link and not a file.")
LOCKED = sentence("{name} is locked with a password.")
TWICE = sentence("{name} is in it twice.")
PACKED_OTHERWISE = sentence("{name} is packed in a way that is not read here.")
BROKEN = sentence("{name} is damaged.")

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_TYPES = {
    ".css": "text/css",
    ".htm": "text/html",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


def refuse(problem: str, **said: object) -> PackageRefused:
    """Return the refusal of a package for a reason."""
    return PackageRefused(problem=_(problem).format(**said), fields={"file": PackageRefused.text})


@contextmanager
def opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Give an archive whose members can all be read without harm. Raises: PackageRefused."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise refuse(NO_ARCHIVE) from error
    with archive:
        _check(archive)
        yield archive


def read_member(archive: zipfile.ZipFile, name: str, *, most: int) -> bytes:
    """Return the content of a small member. Raises: PackageRefused, KeyError where there is none of that name."""
    if archive.getinfo(name).file_size > most:
        raise refuse(TOO_LARGE, megabytes=most // 1024**2)
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise refuse(BROKEN, name=name) from error


def type_of(name: str) -> str:
    """Return as what a member is given to the browser, by its name alone."""
    suffix = PurePosixPath(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.types_map.get(suffix) or "application/octet-stream"


def _check(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise refuse(TOO_MANY, count=len(members), most=MOST_MEMBERS)
    if sum(one.file_size for one in members) > MOST_UNPACKED_BYTES:
        raise refuse(TOO_LARGE, megabytes=MOST_UNPACKED_BYTES // 1024**2)
    seen: set[str] = set()
    for one in members:
        problem = _problem_of(one) or (TWICE if one.filename in seen else "")
        if problem:
            raise refuse(problem, name=one.filename[:120], most=MOST_RATIO)
        seen.add(one.filename)
        _require_readable(archive, one)


def _require_readable(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a member of which the archive's directory says something else than stands before it."""
    try:
        archive.open(member).close()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise refuse(BROKEN, name=member.filename[:120]) from error


def _problem_of(member: zipfile.ZipInfo) -> str:
    name, kind = member.filename, stat.S_IFMT(member.external_attr >> 16)
    if _leads_outside(member.orig_filename) or _leads_outside(name):
        return OUTSIDE
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return LINK
    if member.flag_bits & 0x1:
        return LOCKED
    if member.compress_type not in _METHODS:
        return PACKED_OTHERWISE
    if member.file_size > max(_SMALL_BYTES, MOST_RATIO * member.compress_size):
        return BOMB
    return ""


def _leads_outside(name: str) -> bool:
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or "\0" in name
        or ":" in name.split("/")[0]
        or ".." in name.split("/")
    )
