"""Searching collections: filter, order, pages by index (RFC 7644, 3.4.2) and by cursor (RFC 9865)."""

from collections.abc import Sequence
from typing import Any

from scim2_models import InvalidCursorException, ListResponse, Resource, SearchRequest, TooManyException

from steelyard.identity.scim.collections import Collection
from steelyard.identity.scim.resources import MAX_PAGE_SIZE, PAGE_SIZE, Group, User

_MOST_LOOKED_THROUGH = 5_000
"""How many resources are compared one by one, where no index finds what is wanted."""


def search(wanted: SearchRequest[Any], collections: Sequence[Collection[Any]]) -> ListResponse[User | Group]:
    """Return the page that is wanted.

    Raises: TooManyException, where too many would have to be looked through; InvalidCursorException.
    """
    size = PAGE_SIZE if wanted.count is None else min(wanted.count, MAX_PAGE_SIZE)
    if len(collections) == 1 and wanted.filter is None and wanted.sort_by is None and wanted.cursor is None:
        rows = collections[0].rows()
        first = wanted.start_index_0 or 0
        return _answer(wanted, collections[0].build(rows[first : first + size]), rows.count())
    found = wanted.sort(_matching(wanted, collections))
    first = wanted.start_index_0 or 0 if wanted.cursor is None else _place_after(wanted.cursor, found)
    page = found[first : first + size]
    follows = page[-1].id if page and wanted.cursor is not None and first + size < len(found) else None
    return _answer(wanted, page, len(found), next_cursor=follows)


def _matching(wanted: SearchRequest[Any], collections: Sequence[Collection[Any]]) -> list[Resource[Any]]:
    found: list[Resource[Any]] = []
    for collection in collections:
        rows = collection.narrow(wanted.filter)[: _MOST_LOOKED_THROUGH + 1]
        resources = collection.build(rows)
        if len(resources) > _MOST_LOOKED_THROUGH:
            raise TooManyException
        found += [one for one in resources if wanted.filter is None or wanted.filter.match(one)]
    return found


def _place_after(cursor: str, found: Sequence[Resource[Any]]) -> int:
    """Return the place after the resource that ended the page before; an empty cursor begins."""
    if not cursor:
        return 0
    for place, resource in enumerate(found, start=1):
        if resource.id == cursor:
            return place
    raise InvalidCursorException


def _answer(
    wanted: SearchRequest[Any],
    page: list[Resource[Any]],
    total: int,
    *,
    next_cursor: str | None = None,
) -> ListResponse[User | Group]:
    return ListResponse[User | Group](
        total_results=total,
        start_index=None if wanted.cursor is not None else (wanted.start_index_0 or 0) + 1,
        items_per_page=len(page),
        next_cursor=next_cursor,
        resources=page,
    )
