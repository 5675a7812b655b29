"""Where a record's page is: contexts say once, feeds, palette, mails and explanations link by the outside id alone."""

import re
from collections.abc import Callable, Mapping, Set
from uuid import UUID

from django.urls import reverse

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound

FindNames = Callable[[Set[UUID]], Mapping[UUID, str]]

_pages: dict[str, str] = {}
_names: dict[str, FindNames] = {}
_OUTSIDE_ID = re.compile(r"[a-z]+_[0-9a-hjkmnp-tv-z]{26}")


def register_record_page(prefix: str, url_name: str) -> None:
    """Say that records whose outside ids begin with `prefix` have the page `url_name`, which takes the id alone."""
    _pages[prefix] = url_name


def register_record_names(prefix: str, find_names: FindNames) -> None:
    """Say how records whose outside ids begin with `prefix` are called; those that the asker may not see have no name."""
    _names[prefix] = find_names


def record_name(public_id: str) -> str:
    """Return what a record is called, for texts that would show its id; nothing where the asker may not see it."""
    find_names = _names.get(public_id.rpartition("_")[0])
    if find_names is None or not _OUTSIDE_ID.fullmatch(public_id):
        return ""
    try:
        key = parse_public_id(public_id.rpartition("_")[0], public_id)
    except NotFound:
        return ""
    return find_names({key}).get(key, "")


def record_url(public_id: str) -> str:
    """Return the address of a record's page, or nothing where that kind of record has none."""
    url_name = _pages.get(public_id.rpartition("_")[0])
    return reverse(url_name, args=[public_id]) if url_name else ""


def record_names(prefix: str, ids: Set[UUID]) -> Mapping[UUID, str]:
    """Return what records of one kind are called, for lists that have only their keys; those that may not be seen are left out."""
    find_names = _names.get(prefix)
    return find_names(ids) if find_names and ids else {}
