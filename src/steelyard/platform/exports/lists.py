"""The lists of the pages that can be taken along: each context declares its own once, in its `exports.py`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import FileResponse, QueryDict
from pydantic import BaseModel

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import MAX_PAGE_SIZE, Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.exports.exporting import export_table, rows_of
from steelyard.platform.exports.tables import table_of
from steelyard.platform.exports.terms import FileFormat


def _all_fields(_asked: QueryDict) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExport:
    """A list of a page: `read` answers the page of it that the address's question asks for, to one who may see it.

    `name` is that of the list in the API, whose rows have the same `shape`; `fields` are those of the columns in force.
    """

    name: str
    shape: type[BaseModel]
    read: Callable[[Actor, QueryDict, PageRequest], Page[Any]]
    fields: Callable[[QueryDict], Collection[str]] = _all_fields


_lists: dict[str, ListExport] = {}


def register_export(*lists: ListExport) -> None:
    """Let lists be exported from their pages. Raises: ValueError when a name is taken."""
    for one in lists:
        if one.name in _lists:
            raise ValueError(f"two lists are called {one.name}")
        _lists[one.name] = one


def exported_lists() -> dict[str, ListExport]:
    """Return every list that can be exported from its page, by name."""
    return dict(sorted(_lists.items()))


def export_list(*, name: str, file_format: FileFormat, asked: QueryDict, actor: Actor, now: datetime) -> FileResponse:
    """Return the rows that a page shows under that question, all of them, as a file.

    Raises: NotFound, whatever the list refuses to the actor, and as `export_table`.
    """
    wanted = _lists.get(name)
    if wanted is None:
        raise NotFound

    def read(cursor: str) -> Page[BaseModel]:
        page = PageRequest(size=MAX_PAGE_SIZE, sort=asked.get("sort", ""), cursor=cursor)
        return wanted.read(actor, asked, page)

    table = table_of(wanted.shape, rows_of(read), wanted.fields(asked))
    return export_table(name=name, table=table, file_format=file_format, asked=asked.urlencode(), actor=actor, now=now)
