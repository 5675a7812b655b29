"""Finding assets by their words: the index answers for whoever is asking, best first, with the passage that was meant."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from steelyard.content.models import Asset
from steelyard.content.terms import SEARCH_CONFIGURATIONS, Found
from steelyard.kernel.pages import PageRequest
from steelyard.platform.refusals import CursorInvalid

_CONFIGURATIONS = sorted(SEARCH_CONFIGURATIONS.values())
# Marks that no text holds: passages come without control characters.
_BEGIN, _END, _GAP = "\x02", "\x03", " … "
_OPTIONS = (
    f'StartSel="{_BEGIN}", StopSel="{_END}", MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter="{_GAP}"'
)
_MATCHED = "from content_matches(%s, %s) m join ({wanted}) wanted on wanted.id = m.asset_id"


def turned_to(page: PageRequest) -> PageRequest:
    """Return the page by its number, which is the cursor of what is ranked. Raises: CursorInvalid."""
    if not page.cursor:
        return page
    if not (page.cursor.isascii() and page.cursor.isdigit() and len(page.cursor) < 7):
        raise CursorInvalid
    return replace(page, number=int(page.cursor))


def match(rows: QuerySet[Asset], words: str, page: PageRequest) -> tuple[list[UUID], int]:
    """Return the ids of the page's stretch of those of the rows that the words find, best first, and how many there are."""
    try:
        wanted, params = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    matched, asked = _MATCHED.format(wanted=wanted), [words, _CONFIGURATIONS, *params]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select m.asset_id, count(*) over () {matched} order by m.rank desc, m.asset_id desc limit %s offset %s",
            [*asked, page.size, page.offset],
        )
        found = cursor.fetchall()
        if not found and page.offset:
            cursor.execute(f"select count(*) {matched}", asked)
            return [], cursor.fetchone()[0]
    return [key for key, _ in found], found[0][1] if found else 0


def find_passages(words: str, versions: Iterable[UUID]) -> Mapping[UUID, Found]:
    """Return, by version, where the words stand in it; a version that was found by its title alone is not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select version_id, page, snippet from content_snippets(%s, %s, %s, %s)",
            [words, _CONFIGURATIONS, list(versions), _OPTIONS],
        )
        return {key: Found(page=page, pieces=_pieces(snippet)) for key, page, snippet in cursor.fetchall()}


def get_excerpt(version_id: UUID, *, length: int) -> str:
    """Return the beginning of what was read in a version; nothing where whoever is asking may not see it."""
    with connection.cursor() as cursor:
        cursor.execute("select content_excerpt(%s, %s)", [version_id, length])
        return cursor.fetchone()[0] or ""


def _pieces(snippet: str) -> tuple[tuple[str, bool], ...]:
    """Return a marked passage in pieces, each with whether it is one of the words."""
    pieces: list[tuple[str, bool]] = []
    for place, part in enumerate(snippet.split(_BEGIN)):
        meant, _, rest = part.partition(_END) if place else ("", "", part)
        pieces += [piece for piece in ((meant, True), (rest, False)) if piece[0]]
    return tuple(pieces)
