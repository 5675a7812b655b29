"""The one way in which a list leaves: by role, counted, into a file on disk, on record, and then to whoever asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any, TypeVar

from django.conf import settings
from django.http import FileResponse
from pydantic import BaseModel

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import Page
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform import events
from steelyard.platform.exports.events import ListExported
from steelyard.platform.exports.permissions import LISTS_AS_FILES, can_export
from steelyard.platform.exports.refusals import ExportTooLarge
from steelyard.platform.exports.tables import Table, plain_table
from steelyard.platform.exports.terms import FileFormat
from steelyard.platform.exports.writing import write_table
from steelyard.platform.features import require_open
from steelyard.platform.limits import Limit, count_use

MAX_ROWS = 200_000
EXPORTS = Limit(what="export", times=120, per=timedelta(hours=1))
_LONGEST_QUESTION = 2_000
M = TypeVar("M", bound=BaseModel)


def file_of(table: Table, *, name: str, file_format: FileFormat) -> tuple[FileResponse, int]:
    """Return the table as a download, written to disk while the request's transaction says who asks, and how many rows it has."""
    with ExitStack() as unless_written:
        out = unless_written.enter_context(TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR))
        rows = write_table(out, table, file_format)
        unless_written.pop_all()  # the response closes the file, and so it is gone
    out.seek(0)
    media_type = f"{file_format.media_type}; charset=utf-8" if file_format is FileFormat.CSV else file_format.media_type
    response = FileResponse(out, as_attachment=True, filename=f"{name}.{file_format}", content_type=media_type)
    response["Cache-Control"] = "private, no-store"
    return response, rows


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return rows that are no list of the program's, such as lines of a file to mend, as a CSV file."""
    return file_of(plain_table(header, rows), name=name, file_format=FileFormat.CSV)[0]


def export_table(
    *, name: str, table: Table, file_format: FileFormat, asked: str, actor: Actor, now: datetime
) -> FileResponse:
    """Return the table as a download, and record who took what.

    Raises: FeatureNotOpen, NotAllowed, TooOften, ExportTooLarge.
    """
    require_open(LISTS_AS_FILES, actor)
    if not can_export(actor):
        raise NotAllowed
    count_use(EXPORTS, actor=actor, now=now)
    response, rows = file_of(table, name=name, file_format=file_format)
    exported = ListExported(
        subject_id=new_id(),
        subject_label=f"{name}.{file_format}",
        partner_id=actor.partner_id,
        list=name,
        format=file_format,
        rows=rows,
        asked=asked[:_LONGEST_QUESTION],
    )
    events.record(exported, actor=actor, now=now)
    return response


def rows_of(read: Callable[[str], Page[M]]) -> Iterator[M]:
    """Return all rows of a list, read page after page from where the cursor stands. Raises: ExportTooLarge."""
    cursor: str | None = ""
    seen = 0
    while cursor is not None:
        page = read(cursor)
        seen += len(page.items)
        if max(seen, page.total) > MAX_ROWS:  # a list may not say how long it is
            raise ExportTooLarge(most=MAX_ROWS)
        yield from page.items
        cursor = page.next_cursor
