"""Reading a sheet of an Excel workbook row by row, after making sure that it unpacks to no more than a file should.

A workbook is an archive of XML: what it says about its own size proves nothing, so it is unpacked once, counted and thrown away.
Rows come as a stream; cells are text as the sheet's values say, dates in ISO 8601, formulas by their last result.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from steelyard.kernel.refusals import Refusal, sentence
from steelyard.platform.imports.reading import (
    MAX_COLUMNS,
    MAX_ROWS,
    FileUnreadable,
    RawRow,
    Reading,
    TooManyRows,
    shape,
    unique,
)

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_UNPACK_RATIO = 200
MAX_CELLS = 10_000_000
_CHUNK = 1 << 20
_NOT_A_WORKBOOK = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, NotImplementedError)


class WorkbookUnsafe(Refusal):
    """The workbook would unpack to something huge."""

    code = "workbook_unsafe"
    text = sentence("This workbook unpacks to far too much data. Save the sheet as CSV and import that.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; its first row that holds anything names the columns."""

    path: Path
    name: str
    sheets: tuple[str, ...]
    columns: tuple[str, ...]
    header: int
    """The number of the row that names the columns."""
    extent: int
    """How many rows the sheet says it has."""

    @property
    def reading(self) -> Reading:
        return Reading(sheet=self.name)

    def count(self) -> int:
        """Return about how many rows there are, as the sheet says."""
        return max(0, self.extent - self.header)

    def rows(self, skip: int = 0) -> Iterator[RawRow]:
        """Yield the rows in order, without the first of them. Raises: TooManyRows, FileUnreadable."""
        place = 0
        with _open(self.path) as workbook:
            for number, cells in _rows_of(workbook, self.name):
                if number <= self.header or not any(cells):
                    continue
                place += 1
                if place > MAX_ROWS or place * len(self.columns) > MAX_CELLS:
                    raise TooManyRows(limit=MAX_ROWS)
                if place > skip:
                    while len(cells) > len(self.columns) and not cells[-1]:
                        cells.pop()
                    cells += [""] * (len(self.columns) - len(cells))
                    yield shape(number, self.columns, cells)


def open_workbook(path: Path, name: str = "") -> Sheet:
    """Return the sheet called `name`, or the first one that holds anything.

    Raises: FileUnreadable, WorkbookUnsafe.
    """
    _require_safe(path)
    with _open(path) as workbook:
        sheets = tuple(sheet.title for sheet in workbook.worksheets)
        for title in (name,) if name in sheets else sheets:
            first = next(((number, cells) for number, cells in _rows_of(workbook, title) if any(cells)), None)
            if first is not None:
                number, cells = first
                while cells and not cells[-1]:
                    cells.pop()
                if len(cells) > MAX_COLUMNS:
                    raise FileUnreadable
                extent = workbook[title].max_row or 0
                return Sheet(path, title, sheets, tuple(unique(iter(cells))), number, min(extent, MAX_ROWS))
    raise FileUnreadable


@contextmanager
def _open(path: Path) -> Iterator[Workbook]:
    try:
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except DefusedXmlException as error:
        raise WorkbookUnsafe from error
    except _NOT_A_WORKBOOK as error:
        # The reader hides what its parser forbids behind an error of its own.
        raise WorkbookUnsafe if isinstance(error.__context__, DefusedXmlException) else FileUnreadable from error
    try:
        yield workbook
    finally:
        workbook.close()


def _rows_of(workbook: Workbook, name: str) -> Iterator[tuple[int, list[str]]]:
    rows = workbook[name].iter_rows(values_only=True)
    number = 0
    while True:
        try:
            values = next(rows, None)
        except DefusedXmlException as error:
            raise WorkbookUnsafe from error
        except _NOT_A_WORKBOOK as error:
            raise FileUnreadable from error
        if values is None:
            return
        number += 1
        yield number, [_text(value) for value in values]


def _text(value: Any) -> str:
    """Return a cell's value as the text that a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _require_safe(path: Path) -> None:
    """Refuse an archive that is no workbook or would unpack to too much. Raises: FileUnreadable, WorkbookUnsafe."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
                raise FileUnreadable
            most = min(MAX_UNPACKED_BYTES, max(path.stat().st_size, _CHUNK) * MAX_UNPACK_RATIO)
            if len(members) > MAX_MEMBERS or _unpacked_size(archive, most) > most:
                raise WorkbookUnsafe
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise FileUnreadable from error


def _unpacked_size(archive: zipfile.ZipFile, most: int) -> int:
    """Return how much comes out of the archive, counted by unpacking it; no more than just over `most` is read."""
    size = 0
    for member in archive.infolist():
        with archive.open(member) as content:
            while chunk := content.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    return size
    return size
