"""Reading tables as people send them: any encoding, any delimiter, a sheet of a workbook; ragged rows named, not guessed."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from steelyard.kernel.refusals import Refusal, sentence

MAX_COLUMNS = 500
MAX_ROWS = 500_000
MAX_CELL_CHARACTERS = 50_000
ENCODINGS = (
    "utf-8",
    "cp1252",
    "utf-16",
    "iso-8859-15",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "mac_roman",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
)
"""What a person may say a file is written in; UTF-8, UTF-16 and Windows-1252 are found out."""
_SAMPLE_BYTES = 256 * 1024
DELIMITERS = ",;\t|"
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class FileUnreadable(Refusal):
    """The file is not delimited text with a header line."""

    code = "file_unreadable"
    text = sentence(
        "This is not a table that can be read: it needs a header line and columns divided by comma, semicolon or tab."
    )


class TooManyRows(Refusal):
    """The file has more rows than one import takes."""

    code = "too_many_rows"
    text = sentence("This file has more than {limit} rows. Divide it and import the parts one after the other.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read. What is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


FOUND_OUT = Reading()


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of the file: its number, its cells by column, or what is wrong with its shape."""

    number: int
    cells: dict[str, str]
    problem: str = ""


class Table(Protocol):
    """A file that was understood: how it is read and which columns it has."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def reading(self) -> Reading: ...

    @property
    def sheets(self) -> tuple[str, ...]: ...

    def rows(self, skip: int = 0) -> Iterator[RawRow]:
        """Yield the rows in file order, without the first of them; the header is line 1. Raises: TooManyRows."""

    def count(self) -> int:
        """Return about how many rows there are, for a progress bar."""


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A file of lines, cells divided by a sign."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    sheets: tuple[str, ...] = ()

    @property
    def reading(self) -> Reading:
        return Reading(encoding=self.encoding, delimiter=self.delimiter)

    def rows(self, skip: int = 0) -> Iterator[RawRow]:
        """Yield the rows in file order, without the first of them; the header is line 1. Raises: TooManyRows."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(_without_nul(file), delimiter=self.delimiter)
            next(reader, None)
            place = 0
            for cells in _lenient(reader):
                if any(cell.strip() for cell in cells):
                    place += 1
                    if place > MAX_ROWS:
                        raise TooManyRows(limit=MAX_ROWS)
                    if place > skip:
                        yield self._row(reader.line_num, cells)

    def count(self) -> int:
        """Return about how many rows there are, for a progress bar: the lines of the file less the header."""
        with self.path.open("rb") as file:
            return max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1)

    def _row(self, number: int, cells: list[str]) -> RawRow:
        row = shape(number, self.columns, cells)
        if not row.problem and any("\ufffd" in cell for cell in cells):
            return RawRow(number, row.cells, _("characters that are not {encoding}").format(encoding=self.encoding))
        return row


def shape(number: int, columns: tuple[str, ...], cells: list[str]) -> RawRow:
    """Return the cells by column; cells without a column, or columns without a cell, are a problem of the row."""
    by_column = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    if len(cells) != len(columns):
        problem = _("{found} cells instead of {wanted}").format(found=len(cells), wanted=len(columns))
        return RawRow(number, by_column, problem)
    return RawRow(number, by_column)


def open_table(path: Path, reading: Reading = FOUND_OUT) -> Table:
    """Find out how a file is written, as far as nobody says.

    Raises: FileUnreadable, WorkbookUnsafe.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    if sample.startswith(b"PK\x03\x04"):
        # Here, because most files need no reader of workbooks.
        from steelyard.platform.imports.sheets import open_workbook

        return open_workbook(path, reading.sheet)
    if sample.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"MZ", b"\x7fELF")):
        raise FileUnreadable
    encoding = _known_encoding(reading.encoding) or _encoding_of(sample)
    text = sample.decode(encoding, errors="replace")
    if not text.strip() or "\x00" in text:
        raise FileUnreadable
    delimiter = reading.delimiter if reading.delimiter in tuple(DELIMITERS) else _delimiter_of(text)
    try:
        header = next(csv.reader(text.splitlines(), delimiter=delimiter))
    except (csv.Error, StopIteration) as error:
        raise FileUnreadable from error
    if len(header) > MAX_COLUMNS or not any(cell.strip() for cell in header):
        raise FileUnreadable
    return DelimitedText(path, encoding, delimiter, tuple(unique(cell.strip() for cell in header)))


def _known_encoding(name: str) -> str:
    return name if name in ENCODINGS or name in _BOMS.values() else ""


def _encoding_of(sample: bytes) -> str:
    for bom, encoding in _BOMS.items():
        if sample.startswith(bom):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter_of(text: str) -> str:
    """Return the delimiter that divides the first lines into the same number of cells, and into the most."""
    lines = text.splitlines()[:20]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        return (widths.count(widths[0]) if widths and widths[0] > 1 else 0, widths[0] if widths else 0)

    best = max(DELIMITERS, key=agreement)
    return best if agreement(best)[0] else ","


def unique(names: Iterator[str]) -> Iterator[str]:
    """Yield a name for each column: its number where it has none, and one more number where two are called the same."""
    seen: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        name = name or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\x00", "\ufffd") for line in lines)


def _lenient(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield ["\ufffd"]
